import { beforeEach, describe, expect, it } from 'vitest';
import { ChangeViewer } from '../../../../src/extension/diffs/changes.ts';
import type { KeptTexts } from '../../../../src/extension/diffs/keptTexts.ts';
import type { PendingItem } from '../../../../src/core/agent/pending.ts';
import { ui, type Uri } from '../../fakes/vscode/index.ts';
import { commandItem, fileItem, person, runningFleet, textAt } from '../support.ts';

async function show(item: PendingItem, only: string | null = null) {
  const fleet = await runningFleet('a');
  const viewer = new ChangeViewer();
  await viewer.show({ agent: fleet.peek('a', person), item }, only);
  return { viewer, executed: ui.executed };
}

beforeEach(() => ui.reset());

describe('a file approval', () => {
  it('is shown as one multi-diff of what it would do', async () => {
    ui.files.set('/repo/src/login.ts', 'one\ntwo\n');
    const { executed } = await show(fileItem());
    const [title, rows] = executed[0]!.args as [string, [Uri, Uri, Uri][]];
    expect([executed[0]?.id, title]).toEqual(['vscode.changes', 'Mila (a) wants to change']);
    expect(rows.map(([, left, right]) => [right.path, textAt(left), textAt(right)])).toEqual([
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
    const { executed } = await show(fileItem(), '/repo/src/login.ts');
    const [left, right] = executed[0]!.args as [Uri, Uri];
    expect([textAt(left), textAt(right)]).toEqual(['one\ntwo', 'one\nzwei']);
  });

  it('shows a deletion as the file and nothing', async () => {
    ui.files.set('/repo/old.md', 'old\n');
    const item = fileItem({ changes: [{ path: '/repo/old.md', kind: 'delete', diff: '' }] });
    const { executed } = await show(item);
    const [left, right] = executed[0]!.args as [Uri, Uri];
    expect([textAt(left), textAt(right)]).toEqual(['old\n', '']);
  });

  it('tells open editors when the same request shows something else', async () => {
    ui.files.set('/repo/src/login.ts', 'one\ntwo\n');
    const { viewer } = await show(fileItem(), '/repo/src/login.ts');
    const changed: string[] = [];
    const texts = ui.providers.get('codex-master-change') as KeptTexts;
    texts.onDidChange((uri) => changed.push(uri.path));
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

  it('is shown as a whole, however many files it has', async () => {
    const changes = Array.from({ length: 600 }, (_, at) => ({
      path: `/repo/${at}.md`,
      kind: 'add' as const,
      diff: `# ${at}\n`,
    }));
    const { executed } = await show(fileItem({ changes }));
    const [, rows] = executed[0]!.args as [string, [Uri, Uri, Uri][]];
    expect(rows.map(([, , right]) => textAt(right))).toEqual(changes.map(({ diff }) => diff));
  });

  it('that is long gone says so, instead of looking as if nothing changed', async () => {
    const fleet = await runningFleet('a');
    const viewer = new ChangeViewer();
    const agent = fleet.peek('a', person);
    const rights: Uri[] = [];
    for (let at = 0; at <= 400; at += 1) {
      await viewer.show({ agent, item: fileItem({ key: `item-${at}` }) }, '/elsewhere/new.md');
      rights.push(ui.executed.at(-1)!.args[1] as Uri);
    }
    expect(textAt(rights[0]!)).toContain('not kept any more');
    expect(textAt(rights.at(-1)!)).toBe('# New\n');
  });

  it('is the only kind that has changes to show', async () => {
    const { executed } = await show(commandItem());
    expect(executed).toEqual([]);
  });
});
