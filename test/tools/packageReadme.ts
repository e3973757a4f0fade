/** The README as the page of the installed extension shows it: nothing lies beside it there. */

const FOR_A_CLONE = /<!-- clone:begin -->\n[^]*?<!-- clone:end -->\n+/g;
const PICTURE = /<picture>[^]*?<\/picture>/g;
const DARK = /srcset="([^"]+)"/;
const ALT = /alt="([^"]*)"/;
const RELATIVE_LINK = /(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g;

/**
 * `read` gives a file that the README names, relative to it. The picture goes into the text, as VS Code's page of an extension
 * loads only `https:` and `data:`, and we know no address under which the repository is; links to files beside it become words.
 */
export async function packageReadme(text: string, read: (file: string) => Promise<Buffer>): Promise<string> {
  const pictures = new Map<string, string>();
  for (const [picture] of text.matchAll(PICTURE)) {
    const file = DARK.exec(picture)?.[1];
    if (file === undefined) throw new Error('A picture of the README has no dark one.');
    const data = (await read(file)).toString('base64');
    pictures.set(picture, `<img src="data:image/png;base64,${data}" alt="${ALT.exec(picture)?.[1] ?? ''}">`);
  }
  return text
    .replaceAll(FOR_A_CLONE, '')
    .replaceAll(PICTURE, (picture) => pictures.get(picture) ?? '')
    .replaceAll(RELATIVE_LINK, '$1');
}
