import { Uri } from './index.ts';

/** What VS Code gives to an extension that is activated, which keeps in `memory` what the workspace remembers. */
export function contextOf(memory: Map<string, unknown>, extensionMode: number) {
  const subscriptions: { dispose(): void }[] = [];
  return {
    subscriptions,
    extensionMode,
    extensionPath: '/ext',
    extensionUri: Uri.file('/ext'),
    globalStorageUri: Uri.file('/storage'),
    workspaceState: {
      get: (key: string) => memory.get(key),
      update: async (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
    },
    extension: { packageJSON: { version: '0.1.0' } },
  };
}
