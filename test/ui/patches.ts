/** Changes a file of the workspace and adds one beside it, which nobody may without being asked. */
export const OUTSIDE_AND_NOTES = [
  '*** Begin Patch',
  '*** Add File: ../outside.md',
  '+# Outside',
  '*** Update File: docs/notes.md',
  '@@',
  ' # Notes',
  '+Buy milk.',
  '*** End Patch',
].join('\n');
