import { beforeEach, describe, expect, it } from 'vitest';
import { ChangeViewer } from '../../../src/extension/changes.ts';
import type { PendingItem } from '../../../src/core/agent/pending.ts';
import { ui, type Uri } from '../fakes/vscode.ts';
import { commandItem, fileItem, person, runningFleet } from './support.ts';

async function show(item: PendingItem, only: string | null = null) {
  const fleet = await runningFleet('a');
  const viewer = new ChangeViewer();
  await viewer.show({ agent: fleet.peek('a', person), item }, only);
  const text = (uri: Uri): string => viewer.provideTextDocumentContent(uri as never);
  return { viewer, text, executed: ui.executed };
}

beforeEach(() => ui.reset());

describe('a file approval', () => {
  it('is shown as one multi-diff of what it would do', async () => {
    ui.files.set('/repo/src/login.ts', 'one\ntwo\n');
    const { executed, text } = await show(fileItem());
    const [title, rows] = executed[0]!.args as [string, [Uri, Uri, Uri][]];
    expect([executed[0]?.id, title]).toEqual(['vscode.changes', 'Mila (a) wants to change']);
    expect(rows.map(([, left, right]) => [right.path, text(left), text(right)])).toEqual([
      ['/repo/src/login.ts', 'one\ntwo\n', 'one\nzwei\n'],
      ['/elsewhere/new.md', '', '# New\n'],
    ]);
  });

  it('shows one file of several in a diff editor', async () => {
    const { executed } = await show(fileItem(), '/elsewhere/new.md');
    expect([executed[0]?.id, executed[0]?.args[2]]).toEqual([
      'vscode.diff',
      'Mila (a) wants to change new.md',
    ]);
  });

  it('shows the hunks alone when the file has changed meanwhile or is gone', async () => {
    ui.files.set('/repo/src/login.ts', 'something else\n');
    const { executed, text } = await show(fileItem(), '/repo/src/login.ts');
    const [left, right] = executed[0]!.args as [Uri, Uri];
    expect([text(left), text(right)]).toEqual(['one\ntwo', 'one\nzwei']);
  });

  it('shows a deletion as the file and nothing', async () => {
    ui.files.set('/repo/old.md', 'old\n');
    const item = fileItem({ changes: [{ path: '/repo/old.md', kind: 'delete', diff: '' }] });
    const { executed, text } = await show(item);
    const [left, right] = executed[0]!.args as [Uri, Uri];
    expect([text(left), text(right)]).toEqual(['old\n', '']);
  });

  it('tells open editors when the same request shows something else', async () => {
    ui.files.set('/repo/src/login.ts', 'one\ntwo\n');
    const { viewer } = await show(fileItem(), '/repo/src/login.ts');
    const changed: string[] = [];
    viewer.onDidChange((uri) => changed.push(uri.path));
    const fleet = await runningFleet('a');
    const open = { agent: fleet.peek('a', person), item: fileItem() };
    await viewer.show(open, '/repo/src/login.ts');
    expect(changed).toEqual([]);
    ui.files.set('/repo/src/login.ts', 'one\ntwo\nthree\n');
    await viewer.show(open, '/repo/src/login.ts');
    expect(changed).toEqual(['/repo/src/login.ts', '/repo/src/login.ts']);
    viewer.dispose();
    expect(ui.providers.size).toBe(0);
  });

  it('is the only kind that has changes to show', async () => {
    const { executed } = await show(commandItem());
    expect(executed).toEqual([]);
  });
});
