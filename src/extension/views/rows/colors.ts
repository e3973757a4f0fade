/**
 * Colours of our own, contributed in package.json, for what VS Code has no colour that differs from the side bar by 3 to 1 in
 * all of its themes (WCAG 2.2, 1.4.11): high contrast themes have none for a list's warnings, light ones a faint yellow.
 */
export const COLORS = {
  /** What needs a person, or is not as it should be. */
  attention: 'codexMaster.attentionForeground',
  /** A limit that was reached, as on the timeline. */
  limit: 'codexMaster.limitForeground',
  /** What rests, and needs no eye. */
  quiet: 'codexMaster.quietForeground',
} as const;
