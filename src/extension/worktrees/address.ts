import path from 'node:path';
import { Uri } from 'vscode';
import * as z from 'zod';

/** Files of commits, and words in their place, as the diff editors see them. */
export const BASE_SCHEME = 'codex-master-base';

const fileSchema = z.strictObject({
  tree: z.string(),
  commit: z.string(),
  file: z.union([z.strictObject({ path: z.string() }), z.strictObject({ id: z.string() })]),
});
const contentSchema = z.union([fileSchema, z.strictObject({ words: z.string() })]);

/** A file of a commit of the repository around `tree`. */
export type FileContent = z.output<typeof fileSchema>;

/** What a document of ours holds: a file, or these words. */
export type Content = z.output<typeof contentSchema>;

/** `file` makes VS Code know the language. */
export function uriOf(file: string, content: Content): Uri {
  return Uri.from({
    scheme: BASE_SCHEME,
    path: path.resolve(path.sep, file),
    query: JSON.stringify(content),
  });
}

/** What an address tells that anybody may have made: a link, another extension. Null where it is none of ours. */
export function contentOf({ scheme, query }: Uri): Content | null {
  if (scheme !== BASE_SCHEME) return null;
  try {
    return contentSchema.parse(JSON.parse(query));
  } catch {
    return null;
  }
}

/** The commit's file that it tells of; null where it is words, or not ours. */
export function fileContentOf(uri: Uri): FileContent | null {
  const content = contentOf(uri);
  return content === null || 'words' in content ? null : content;
}
