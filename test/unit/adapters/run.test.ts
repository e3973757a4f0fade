import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { localRunner, type Command, type EndedRun } from '../../../src/adapters/run.ts';
import { checkout } from '../../host/paths.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(() => clearFolder(folder));

const limits = { timeoutMs: 10_000, maxOutputBytes: 1_000_000 };

function node(script: string, more: Partial<Command> = {}): Promise<EndedRun> {
  return ended({ file: process.execPath, args: ['-e', script], ...limits, ...more });
}

async function ended(command: Command): Promise<EndedRun> {
  const result = await localRunner.run(command);
  if (result.kind !== 'ended') throw new Error(`did not start: ${result.reason}`);
  return result;
}

/** Does the process run? One that ended may wait for its new parent to collect it. */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !status.includes(') Z');
}

describe('a command line', () => {
  it('gives back exit code and output', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result).toEqual({
      kind: 'ended',
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      truncated: false,
    });
  });

  it('hands arguments over as they are, no shell between', async () => {
    const args = ['a b', '$HOME', '`id`', '"', "'", ';', '\n', '*', ''];
    const { stdout } = await node('console.log(JSON.stringify(process.argv.slice(1)))', {
      args: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...args],
    });
    expect(JSON.parse(stdout)).toEqual(args);
  });

  it('gives input, environment and folder, and nothing else of the environment', async () => {
    const script =
      'process.stdin.pipe(process.stdout); console.log(process.cwd(), process.env.A, process.env.HOME)';
    const { stdout } = await node(script, { stdin: 'given', env: { A: 'a' }, cwd: folder });
    expect(stdout).toBe(`${folder} a undefined\ngiven`);
  });

  it('that does not read its input is no failure', async () => {
    const { exitCode } = await node('process.stdin.destroy()', { stdin: 'x'.repeat(1_000_000) });
    expect(exitCode).toBe(0);
  });

  it('that prints too much is cut at the bound, and goes on', async () => {
    const result = await node('process.stdout.write("é".repeat(100000)); console.error("last")', {
      maxOutputBytes: 10,
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'ééééé', stderr: 'last\n', truncated: true });
  });

  it('may be cut at its beginning instead, however it comes', async () => {
    const script =
      'for (let i = 0; i < 3000; i += 1) process.stdout.write(`${i} `.padStart(50)); console.error("short")';
    const result = await node(script, { maxOutputBytes: 75, keep: 'end' });
    expect(result).toMatchObject({ stderr: 'short\n', truncated: true });
    expect(result).toMatchObject({ stdout: `${'2998 '.padStart(25)}${'2999 '.padStart(50)}` });
  });
});

describe('the end', () => {
  /** A program with a child that both would run for long, and the child's process id: once it is there, or if it is. */
  function family(): { command: Command; childPid: () => Promise<number>; isThere: () => Promise<boolean> } {
    const note = join(folder, 'pid');
    const script = `sleep 1000 & echo $! >'${note}'; wait`;
    const childPid = async (): Promise<number> => {
      for (;;) {
        const text = await readFile(note, 'utf8').catch(() => '');
        if (text.endsWith('\n')) return Number(text);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const isThere = async (): Promise<boolean> => {
      const text = await readFile(note, 'utf8').catch(() => '');
      return text.endsWith('\n') && isAlive(Number(text));
    };
    return { command: { file: 'sh', args: ['-c', script], ...limits }, childPid, isThere };
  }

  it('comes by time-out to the program and its children', async () => {
    const { command, isThere } = family();
    const result = await ended({ ...command, timeoutMs: 500 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true });
    // Where a shell takes longer than that to start, there never was one.
    await expect.poll(isThere).toBe(false);
  });

  it('comes by signal to the program and its children, and is no time-out', async () => {
    const { command, childPid } = family();
    const stop = new AbortController();
    const running = ended({ ...command, signal: stop.signal });
    const child = await childPid();
    stop.abort();
    expect(await running).toMatchObject({ exitCode: null, timedOut: false });
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it('is not waited for while somebody else holds the output open', async () => {
    const { command, childPid } = family();
    const started = Date.now();
    const result = await ended({
      ...command,
      args: ['-c', `${command.args[1]?.replace('; wait', '')}; echo done`],
    });
    expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    // Its child would keep it for a quarter of an hour.
    expect(Date.now() - started).toBeLessThan(30_000);
    process.kill(await childPid());
  });
});

describe('what cannot be started', () => {
  it('for want of descriptors is told, and ends nobody', async () => {
    const script = `
      import { openSync } from 'node:fs';
      import { localRunner } from ${JSON.stringify(join(checkout, 'src/adapters/run.ts'))};
      const run = async () => (await localRunner.run({ file: 'true', args: [], timeoutMs: 9000, maxOutputBytes: 9 })).reason;
      await run();
      try { for (;;) openSync('/dev/null'); } catch {}
      const reason = await run();
      await new Promise((resolve) => setTimeout(resolve, 50));
      process.exitCode = reason === 'other' ? 7 : 8;`;
    const command = 'ulimit -n 100; exec "$0" --input-type=module -e "$1"';
    const { exitCode, stderr } = await ended({
      file: 'sh',
      args: ['-c', command, process.execPath, script],
      ...limits,
      timeoutMs: 25_000,
    });
    expect([exitCode, stderr]).toEqual([7, '']);
  });

  it('is told apart: no such program, no such folder, not executable, too late', async () => {
    const file = join(folder, 'program');
    await writeFile(file, '', { mode: 0o600 });
    const reason = async (command: Partial<Command>): Promise<string> => {
      const result = await localRunner.run({ file: 'true', args: [], ...limits, ...command });
      return result.kind === 'ended' ? 'ended' : result.reason;
    };
    expect(await reason({ file: 'no-such-program-at-all' })).toBe('missing');
    expect(await reason({ file: join(folder, 'none') })).toBe('missing');
    expect(await reason({ cwd: join(folder, 'none') })).toBe('cwd_missing');
    expect(await reason({ file })).toBe('not_executable');
    expect(await reason({ signal: AbortSignal.abort() })).toBe('other');
    expect(await reason({})).toBe('ended');
  });
});
