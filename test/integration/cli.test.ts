import { execFile } from 'node:child_process';

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoWorld, type DemoWorld } from '../demo/world.ts';
import { checkout, node24 } from '../host/paths.ts';
import { scriptLine } from '../model/index.ts';
import { clearFolder } from '../tools/clearFolder.ts';

/** The command line on real Codex and tmux: each command is a process of its own. */

const entry = path.join(checkout, 'src/cli/main.ts');

let world: DemoWorld;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'cli') });
});

afterAll(async () => {
  await world.dispose();
  await clearFolder(world.root);
});

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(...words: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    const options = { env: world.env, cwd: world.workspace };
    const child = execFile(node24, [entry, ...words], options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

async function json(...words: readonly string[]): Promise<unknown> {
  const { code, out, err } = await cli(...words, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

describe('the output of codex-master', () => {
  const piped = async (pipe: string): Promise<Result> =>
    new Promise((resolve) => {
      const script = `cd "$1" && "$2" "$3" tools ${pipe}`;
      const words = ['-c', script, 'sh', world.workspace, node24, entry];
      const child = execFile('/bin/sh', words, { env: world.env }, (_error, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });

  it('may have a reader that wants no more of it', async () => {
    expect(await piped('| true')).toEqual({ code: 0, out: '', err: '' });
  });

  it('that cannot be written is a failure in one sentence', async () => {
    expect(await piped('> /dev/full')).toEqual({
      code: 1,
      out: '',
      err: 'codex-master-mcp: the output could not be written.\n',
    });
  });

  it('names no place of this machine where the directory is gone', async () => {
    const { code, err } = await piped(
      '> /dev/null; mkdir gone; cd gone; rmdir ../gone; exec "$2" "$3" status',
    );
    expect([code, err]).toEqual([
      1,
      'codex-master-mcp: The directory that you are in was removed. Change to another one and try again.\n',
    ]);
  });
});

describe('codex-master', () => {
  it('leads an Agentin from start to stop, one process a step', async () => {
    expect(await json('start', 'a')).toMatchObject({ results: [{ agent: 'a', status: 'started' }] });
    const script = scriptLine([{ do: 'say', text: 'Gern geschehen.' }]);
    expect(await json('send', 'a', script)).toMatchObject({
      status: 'sent',
      delivery: { state: 'accepted' },
      lease: { held_by_this_server: true },
    });
    // The same person again: no lease of a process that is gone stands in the way.
    expect(await json('send', 'a', script)).toMatchObject({ lease: { held_by_this_server: true } });
    await expect.poll(async () => (await cli('tail', 'a', '--lines', '60')).out).toContain('Gern geschehen.');
    expect((await cli('status')).out).toMatch(/^AGENTIN +STATE[^]*\na +\w+ +Mila[^]*\nb +stopped +Nora/);
    expect(await json('stop')).toMatchObject({
      results: [
        { agent: 'a', status: 'stopped' },
        { agent: 'b', status: 'not_running' },
      ],
    });
  });

  it('tells refusals, wrong usage and success apart by its exit code', async () => {
    expect(await cli('send', 'a', 'hello')).toMatchObject({ code: 1, out: '' });
    expect(await cli('send', 'z', 'hello')).toMatchObject({ code: 2, out: '' });
    expect(await cli()).toMatchObject({ code: 0, err: '' });
    expect((await cli('start', '--help')).out).toContain('Usage: codex-master-mcp start');
  });
});
