import type { CheckResult } from './results.ts';

/** A message may have so many characters (reference contract §0.2). */
const MOST_CHARS = 12_000;

export function isFailure({ state }: CheckResult): boolean {
  return state === 'failed' || state === 'errored';
}

/** What failed as one message to the Agentin who is to mend it; the end of each output, so that all fit in. */
export function failureMessage(tree: string, failed: readonly CheckResult[]): string {
  const head = `These checks failed in ${tree}. Find out why and mend it, then say in a line each what you did.`;
  const room = Math.floor((MOST_CHARS - head.length) / failed.length);
  return [head, ...failed.map((check) => failureText(check, room))].join('\n\n');
}

function failureText({ name, state, output }: CheckResult, room: number): string {
  const title = `- ${name.slice(0, 200)}: ${state === 'failed' ? 'failed' : 'did not run to its end'}`;
  // Indented, so that no output can pose as a line of ours.
  const lines = output.split('\n').map((line) => `  ${line}`);
  const text = lines.join('\n').slice(-Math.max(0, room - title.length - 10));
  return output === '' ? title : `${title}\n${text.startsWith('  ') ? text : `  …${text}`}`;
}
