/** The README as the page of the installed extension shows it: nothing lies beside it there. */

const FOR_A_CLONE = /<!-- clone:begin -->\n[^]*?<!-- clone:end -->\n+/g;
const PICTURE = /<picture>[^]*?<\/picture>/g;
const RELATIVE_LINK = /(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g;

/** By its title in the palette. */
const WALKTHROUGH =
  '**Codex Master: Lead Your First Agentinnen (Walkthrough)**, in the command palette, shows it in pictures.';

/**
 * VS Code's page of an extension loads pictures by `http:` and `https:` alone, neither from the package nor as `data:`, and we
 * know no address under which the repository is: so a sentence leads to where they are. Links to files beside it become words.
 */
export function packageReadme(text: string): string {
  return text.replaceAll(FOR_A_CLONE, '').replaceAll(PICTURE, WALKTHROUGH).replaceAll(RELATIVE_LINK, '$1');
}
