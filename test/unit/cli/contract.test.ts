import { describe, expect, it } from 'vitest';
import { operations, type Operation } from '../../../src/operations/index.ts';
import { readContract } from '../../fixtures/contract/read.ts';

/** Flags that we add to the reference's. */
const OURS: ReadonlySet<string> = new Set([
  'idempotency-key',
  'accept',
  'keep-plugin-cache',
  'keep-symlink',
  'branch',
  'allow-setup',
  'cwd',
]);

const find = (command: string): Operation | undefined =>
  operations.find(({ cli }) => cli.command === command);
const bare = (word: string): string => word.replace(/[*!]+$/, '');

function isRequired(operation: Operation, argument: string): boolean {
  const required = operation.bind(['a', 'b']).inputSchema['required'];
  return Array.isArray(required) && required.includes(argument);
}

describe('the command line and the reference contract', () => {
  it.each(readContract('commands'))('%s %s', ([command = '', ...positionals], flags) => {
    const operation = find(command);
    if (operation === undefined) throw new Error(`there is no command ${command}`);
    const places = operation.cli.positionals;
    expect(places.map((name) => name + (isRequired(operation, name) ? '!' : ''))).toEqual(positionals);
    for (const wanted of flags) {
      const flag = operation.cli.flags.find((spec) => spec.flag === bare(wanted));
      expect(flag, wanted).toBeDefined();
      if (flag === undefined) continue;
      expect(flag.kind === 'list', `${wanted} repeats`).toBe(wanted.includes('*'));
      expect(isRequired(operation, flag.argument), `${wanted} is required`).toBe(wanted.includes('!'));
    }
    const ours = operation.cli.flags
      .map(({ flag }) => flag)
      .filter((flag) => !flags.map(bare).includes(flag));
    expect(ours.filter((flag) => !OURS.has(flag))).toEqual([]);
  });
});
