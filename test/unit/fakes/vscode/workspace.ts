import { watchersOf } from './files.ts';
import type { FakeUi } from './ui.ts';

/** `vscode.workspace` over what the window has. */
export function workspaceOf(ui: FakeUi) {
  return {
    get isTrusted() {
      return ui.isTrusted;
    },
    get workspaceFolders() {
      return ui.folders;
    },
    getConfiguration: (section: string) => ({
      get: (name: string) => ui.settings.get(`${section}.${name}`),
      update: async (name: string, value: unknown) => {
        const changed = `${section}.${name}`;
        ui.settings.set(changed, value);
        ui.configuration.fire({ affectsConfiguration: (key) => key === changed });
        return Promise.resolve();
      },
    }),
    onDidChangeConfiguration: ui.configuration.event,
    onDidGrantWorkspaceTrust: ui.trust.event,
    onDidSaveTextDocument: ui.saved.event,
    createFileSystemWatcher: watchersOf(ui.touched.event),
    registerTextDocumentContentProvider: (scheme: string, provider: unknown) => {
      ui.providers.set(scheme, provider);
      return { dispose: () => ui.providers.delete(scheme) };
    },
    registerFileSystemProvider: (scheme: string, provider: unknown) => {
      ui.providers.set(scheme, provider);
      return { dispose: () => ui.providers.delete(scheme) };
    },
    findFiles: async () => Promise.resolve([...ui.files.keys()].map((path) => ({ fsPath: path, path }))),
    fs: {
      readFile: async (uri: { readonly path: string }) => {
        const text = ui.files.get(uri.path);
        if (text === undefined) throw new Error('EntryNotFound');
        return Promise.resolve(new TextEncoder().encode(text));
      },
    },
  };
}
