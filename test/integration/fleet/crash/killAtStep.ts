import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Loaded into a process before its own code: kills it (by -9) right before the step that `KILL_AT_STEP` names, so that every
 * moment between two steps is met, the same in every run. A step is what others could see: a file that is made, written, moved or
 * removed, a program that is started, a message that is sent. Counted from when the process says that it begins.
 */

const killAt = Number(process.env['KILL_AT_STEP']);
let steps = 0;
let isCounting = false;

function step(): void {
  if (!isCounting) return;
  steps += 1;
  if (steps === killAt) process.kill(process.pid, 'SIGKILL');
}

type Anything = (...args: readonly unknown[]) => unknown;

function count(
  place: object,
  name: string,
  isStep: (args: readonly unknown[]) => boolean = () => true,
): void {
  const methods = place as Record<string, Anything>;
  const real = methods[name];
  if (real === undefined) return;
  methods[name] = function counted(this: unknown, ...args: readonly unknown[]): unknown {
    if (isStep(args)) step();
    return Reflect.apply(real, this, args);
  };
}

const { O_WRONLY, O_RDWR } = fs.constants;

function isForWriting([, flags]: readonly unknown[]): boolean {
  if (typeof flags === 'number') return (flags & (O_WRONLY | O_RDWR)) !== 0;
  return typeof flags === 'string' && /[wa+]/.test(flags);
}

const CHANGES = [
  'writeFile',
  'appendFile',
  'rename',
  'unlink',
  'rm',
  'rmdir',
  'mkdir',
  'link',
  'symlink',
  'copyFile',
  'truncate',
  'chmod',
];
for (const name of CHANGES) {
  count(fs.promises, name);
  count(fs, `${name}Sync`);
}
count(fs.promises, 'open', isForWriting);
count(fs, 'openSync', isForWriting);
count(childProcess, 'spawn');
count(net.Socket.prototype, 'write');

const handle = await fs.promises.open(process.execPath);
for (const name of ['writeFile', 'write', 'appendFile', 'truncate'])
  count(Object.getPrototypeOf(handle) as object, name);
await handle.close();

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array): boolean => {
  const said = write(text);
  if (String(text).startsWith('begins')) isCounting = true;
  if (String(text).startsWith('ends')) isCounting = false;
  return said;
};
syncBuiltinESMExports();
