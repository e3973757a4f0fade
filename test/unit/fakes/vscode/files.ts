import type { Handle, Listener } from './signal.ts';

interface Pattern {
  readonly baseUri: { readonly path: string };
  readonly pattern: string;
}

/** Watchers of what changes below a folder, fed with paths. */
export function watchersOf(touched: (listener: Listener<string>) => Handle) {
  return ({ baseUri, pattern }: Pattern) => {
    const none = (): Handle => ({ dispose() {} });
    const wanted = new RegExp(`^${globSource(pattern)}$`);
    const onDidChange = (listener: Listener<{ readonly path: string; readonly fsPath: string }>): Handle =>
      touched((path) => {
        const isBelow = path.startsWith(`${baseUri.path}/`);
        if (isBelow && wanted.test(path.slice(baseUri.path.length + 1))) listener({ path, fsPath: path });
      });
    return { onDidChange, onDidCreate: none, onDidDelete: none, dispose() {} };
  };
}

/** As VS Code reads a pattern: a brace ends with the first closing one, so there are none within another. */
function globSource(pattern: string): string {
  const braces = /\{([^}]*)\}/.exec(pattern);
  if (braces !== null) {
    const before = pattern.slice(0, braces.index);
    const after = pattern.slice(braces.index + braces[0].length);
    const choices = (braces[1] ?? '').split(',').map(globSource);
    return `${globSource(before)}(?:${choices.join('|')})${globSource(after)}`;
  }
  const literal = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return literal.replaceAll('**', '\0').replaceAll('*', '[^/]*').replaceAll('\0', '.*');
}
