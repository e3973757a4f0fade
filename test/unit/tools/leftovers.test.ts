import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkout } from '../../host/paths.ts';
import { leftoversSince, takeInventory } from '../../tools/leftovers.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const SLOW_MS = 30_000;

it.runIf(process.platform === 'linux')(
  'names a process that outlives a run and a folder that nobody cleared away, and neither of before',
  async () => {
    const tools = path.join(checkout, 'node_modules/.bin');
    const env = { ...process.env, PATH: `${tools}${path.delimiter}${process.env['PATH'] ?? ''}` };
    const earlier = spawn('sleep', ['61'], { env, stdio: 'ignore' });
    onTestFinished(() => void earlier.kill('SIGKILL'));
    const before = takeInventory();
    // Independent of who started it, as a tmux server is.
    const left = spawn('sleep', ['62'], { env, stdio: 'ignore', detached: true });
    onTestFinished(() => void left.kill('SIGKILL'));
    const folder = path.join(checkout, '.test-homes', `left-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    onTestFinished(() => clearFolder(folder));
    const lines = await leftoversSince(before, 200);
    expect(lines).toContain(`left: process ${left.pid}: sleep 62 `);
    expect(lines).toContain(`left: left-${process.pid}`);
    expect(lines.join()).not.toContain('sleep 61');
  },
  SLOW_MS,
);
