import path from 'node:path';

/** A path as the Agentin takes it and a person reads it: relative to her folder when it lies there, else absolute. */
export function pathForAgent(folder: string | null, file: string): string {
  if (folder === null || !path.isAbsolute(file)) return file;
  const relative = path.relative(folder, file);
  if (relative === '') return '.';
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
