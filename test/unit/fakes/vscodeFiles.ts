import type { Handle, Listener } from './vscodeUi.ts';

/** Watchers of what changes below a folder, fed with paths. */
export function watchersOf(touched: (listener: Listener<string>) => Handle) {
  return (pattern: { readonly baseUri: { readonly path: string } }) => {
    const none = (): Handle => ({ dispose() {} });
    const onDidChange = (listener: Listener<{ readonly path: string }>): Handle =>
      touched((path) => {
        if (path.startsWith(`${pattern.baseUri.path}/`)) listener({ path });
      });
    return { onDidChange, onDidCreate: none, onDidDelete: none, dispose() {} };
  };
}
