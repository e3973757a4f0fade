import type { ProgramText } from '../../../core/worktrees/repositories.ts';
import { redact } from '../../../core/redaction/redact.ts';
import { plainText } from '../../tmux/plainText.ts';
import type { GitRun } from './git.ts';

/** What of git's own texts is shown (reference contract §7). */
const GIT_CHARS = 4000;
const CUT = '[… cut]\n';

/**
 * The end of what a program printed, fit to be shown: no escape sequences, secrets or local paths; paths below `root`
 * become relative to it. At most `chars` characters.
 */
export function excerpt(text: string, root: string, chars: number): string {
  const relative = plainText(text).replaceAll(`${root}/`, '').trimEnd();
  const safe = redact(relative);
  return safe.length > chars ? `${CUT}${safe.slice(-(chars - CUT.length))}` : safe;
}

/** Git's answer as the contract shows it. */
export function gitText({ code, stdout, stderr }: GitRun, root: string): ProgramText {
  return { ok: code === 0, returncode: code, output: excerpt(`${stdout}${stderr}`, root, GIT_CHARS) };
}
