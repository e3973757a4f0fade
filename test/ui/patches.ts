/** Changes a file of the workspace and adds one beside it, which nobody may without being asked. */
export const OUTSIDE_AND_NOTES = outsideAndNotes('../outside.md');

/** The same with another name for the file beside it. */
export function outsideAndNotes(file: string): string {
  return [
    '*** Begin Patch',
    `*** Add File: ${file}`,
    '+# Outside',
    '*** Update File: docs/notes.md',
    '@@',
    ' # Notes',
    '+Buy milk.',
    '*** End Patch',
  ].join('\n');
}
