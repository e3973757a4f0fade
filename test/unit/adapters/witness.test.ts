import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProcessWitnesses } from '../../../src/adapters/witness.ts';
import type { ProcessWitness } from '../../../src/core/witness.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { statLine, type StatWish } from '../fakes/ports/statLine.ts';

const hasProc = new ProcessWitnesses().own() !== null;

/** A made-up /proc in which this process lives and its parent is `parent`. */
class FakeProc {
  readonly root = mkdtempSync(path.join(tmpdir(), 'cm-proc-'));

  constructor() {
    onTestFinished(() => clearFolder(this.root));
    mkdirSync(path.join(this.root, 'sys/kernel/random'), { recursive: true });
    symlinkSync(String(process.pid), path.join(this.root, 'self'));
    this.boot('boot-1');
    writeFileSync(path.join(this.root, 'sys/kernel/hostname'), 'here\n');
    this.add(process.pid, { parent: process.ppid });
    mkdirSync(path.join(this.root, String(process.pid), 'ns'));
    this.space('pid:[1]');
  }

  boot(id: string): void {
    writeFileSync(path.join(this.root, 'sys/kernel/random/boot_id'), `${id}\n`);
  }

  space(target: string): void {
    const link = path.join(this.root, String(process.pid), 'ns/pid');
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }

  add(
    pid: number,
    { words, name = 'node', ...wish }: Omit<StatWish, 'pid'> & { readonly words?: readonly string[] } = {},
  ): void {
    const folder = path.join(this.root, String(pid));
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'stat'), statLine({ ...wish, pid, name }));
    writeFileSync(path.join(folder, 'cmdline'), `${(words ?? [name]).join('\0')}\0`);
  }

  remove(pid: number): void {
    rmSync(path.join(this.root, String(pid)), { recursive: true });
  }

  look(): ProcessWitnesses {
    return new ProcessWitnesses(this.root);
  }
}

const other = (change: Partial<ProcessWitness> = {}): ProcessWitness => ({
  pid: 77,
  started: '500',
  boot: 'boot-1',
  host: 'here',
  space: 'pid:[1] ',
  ...change,
});

describe('a witness', () => {
  it('is not over while its process lives', () => {
    const proc = new FakeProc();
    proc.add(77);
    expect(proc.look().isGone(other())).toBe(false);
  });

  it.each<[string, (proc: FakeProc) => void]>([
    ['its process is not there', () => {}],
    ['a later process has its id', (proc) => proc.add(77, { started: 900 })],
    ['only its exit code is left', (proc) => proc.add(77, { state: 'Z' })],
    [
      'the machine was started anew, whoever has its id now',
      (proc) => {
        proc.add(77);
        proc.boot('boot-2');
      },
    ],
  ])('is over when %s', (_, happen) => {
    const proc = new FakeProc();
    happen(proc);
    expect(proc.look().isGone(other())).toBe(true);
  });

  it.each<[string, (proc: FakeProc) => void, Partial<ProcessWitness>]>([
    ['of another machine', () => {}, { host: 'elsewhere', boot: 'boot-9' }],
    ['of another container', () => {}, { space: 'pid:[2] ' }],
    ['whose first thread alone has ended', (proc) => proc.add(77, { state: 'Z', threads: 4 }), {}],
    ['that cannot be read', (proc) => mkdirSync(path.join(proc.root, '77/stat'), { recursive: true }), {}],
    [
      'where the system shows nothing',
      (proc) => rmSync(path.join(proc.root, 'sys'), { recursive: true }),
      {},
    ],
    [
      "where the system shows another container's processes",
      (proc) => {
        rmSync(path.join(proc.root, 'self'));
        symlinkSync('1', path.join(proc.root, 'self'));
      },
      {},
    ],
  ])('%s is not taken for over', (_, happen, change) => {
    const proc = new FakeProc();
    happen(proc);
    expect(proc.look().isGone(other(change))).toBe(false);
  });

  it('is read past any name that a process gave itself', () => {
    const proc = new FakeProc();
    proc.add(77, { name: 'a) Z 1 (b', started: 500 });
    expect(proc.look().isGone(other())).toBe(false);
  });
});

describe('the client of a process', () => {
  it('is the nearest Codex among its ancestors', () => {
    const proc = new FakeProc();
    proc.add(process.ppid, { name: 'sh', parent: 50 });
    proc.add(50, { name: 'codex', words: ['/opt/codex', 'exec'], started: 400, parent: 40 });
    proc.add(40, { name: 'codex', parent: 1 });
    expect(proc.look().client()).toMatchObject({ pid: 50, started: '400', boot: 'boot-1' });
  });

  it.each([
    ['there is no Codex', { name: 'bash' }],
    ['it is a helper of Codex', { name: 'codex', words: ['codex-linux-sandbox', '--', 'sh'] }],
    ['it is a Codex that only carries out commands', { name: 'codex', words: ['codex', 'exec-server'] }],
  ])('is unknown when %s', (_, parent) => {
    const proc = new FakeProc();
    proc.add(process.ppid, parent);
    expect(proc.look().client()).toBeNull();
  });
});

describe('the model above a process', () => {
  it.each([
    ['a Codex', { name: 'codex', words: ['codex', 'app-server'] }],
    ['a Codex that only carries out commands', { name: 'codex', words: ['codex', 'exec-server'] }],
    ['its sandbox, the first process that can be seen', { name: 'codex-linux-san' }],
  ])('is %s', (_, above) => {
    const proc = new FakeProc();
    proc.add(process.ppid, { name: 'bash', parent: 1 });
    proc.add(1, { ...above, parent: 0 });
    expect(proc.look().model()).toMatchObject({ pid: 1 });
  });

  it('is nobody where none is seen', () => {
    const proc = new FakeProc();
    proc.add(process.ppid, { name: 'bash', parent: 1 });
    proc.add(1, { name: 'systemd', parent: 0 });
    expect(proc.look().model()).toBeNull();
  });
});

describe.skipIf(!hasProc)('on this machine', () => {
  it('a process that is killed is over, and so tells its own witness', async () => {
    const script = `import(process.argv[1]).then(({ ProcessWitnesses }) => {
      console.log(JSON.stringify(new ProcessWitnesses().own()));
      setInterval(() => {}, 1000);
    })`;
    const module = path.resolve(import.meta.dirname, '../../../src/adapters/witness.ts');
    const child = spawn(process.execPath, ['-e', script, module], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const witness = JSON.parse(line.toString()) as ProcessWitness;
    const witnesses = new ProcessWitnesses();
    expect(witness.pid).toBe(child.pid);
    expect(witnesses.isGone(witness)).toBe(false);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    expect(witnesses.isGone(witness)).toBe(true);
    expect(witnesses.isGone(witnesses.own() as ProcessWitness)).toBe(false);
  });
});
