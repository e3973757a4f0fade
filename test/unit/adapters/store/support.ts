import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { createStore, type DiskStore, type StoreOptions } from '../../../../src/adapters/store/index.ts';
import type { Random } from '../../../../src/core/ids.ts';
import type { Logger } from '../../../../src/core/ports.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

/** A folder of the test's own, gone when it ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cm-store-'));
  onTestFinished(() => clearFolder(folder));
  return folder;
}

/** Counts up instead of rolling dice. */
export function countingRandom(): Random {
  let count = 0;
  return {
    hex(bytes) {
      count += 1;
      return count.toString(16).padStart(bytes * 2, '0');
    },
  };
}

/** Keeps what was logged. */
export class RecordingLogger implements Logger {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug: ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info: ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn: ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error: ${message}`);
  }
}

/** Replaces what a secret of the tests looks like. */
export function redactSecrets(text: string): string {
  return text.replaceAll(/secret\w*/g, '<redacted>');
}

export function openStore(root: string, options: Partial<StoreOptions> = {}): DiskStore {
  const store = createStore({
    root,
    clock: systemClock,
    random: countingRandom(),
    redact: redactSecrets,
    logger: new RecordingLogger(),
    ...options,
  });
  onTestFinished(() => store.dispose());
  return store;
}

/** A state root that exists, with the folder `meta` as the reference would leave it. */
export function existingRoot(): string {
  const root = join(scratchFolder(), 'state');
  mkdirSync(join(root, 'meta'), { recursive: true });
  mkdirSync(join(root, 'leases'));
  for (const folder of [root, join(root, 'meta'), join(root, 'leases')]) chmodSync(folder, 0o700);
  return root;
}

export { agentMeta, assignment, keyed } from './records.ts';
