/** What the recordings of Codex ask. */
export const RECORDED_QUESTION = {
  id: 'farbe',
  header: 'Farbe',
  question: 'Welche Farbe?',
  options: [
    { label: 'Rot', description: 'warm' },
    { label: 'Blau', description: 'kalt' },
  ],
};
