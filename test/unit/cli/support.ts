import { runCli } from '../../../src/cli/cli.ts';
import type { Holder } from '../../../src/core/lease.ts';
import { lead, type FakeFleet } from '../fakes/fleet/fakeFleet.ts';

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line, split at spaces, on the fleet. */
export async function cli(
  fleet: FakeFleet,
  line: string | readonly string[],
  { signal, holder = lead }: { readonly signal?: AbortSignal; readonly holder?: Holder } = {},
): Promise<Result> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(typeof line === 'string' ? line.split(' ').filter(Boolean) : line, {
    openFleet: async () => fleet,
    holder,
    cwd: '/where/i/am',
    nowMs: () => fleet.nowMs,
    signal: signal ?? new AbortController().signal,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

export async function json(fleet: FakeFleet, line: string | readonly string[]) {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const { code, out } = await cli(fleet, [...words, '--json']);
  return { code, value: JSON.parse(out) as Readonly<Record<string, unknown>> };
}
