import type { Osc } from './osc.ts';
import type { SightingName } from './phrases.ts';

/** Code of the operating system command by which Codex reports its state: `7501;state=idle:app=codex`. */
const STATE_REPORT = 7501;

/** A spinner turns at the start of the title while Codex works. */
const SPINNER = /^[\u2800-\u28FF]\s/;

/** On a dialog the title blinks between `[ ! ]` and `[ . ]`; which kind of dialog it does not say. */
const ACTION_REQUIRED = /^\[ [!.] \] Action Required\b/;

/** What a state report says; null for any other command, and for `error`, whose meaning the session file holds. */
export function readStateReport(osc: Osc): SightingName | null {
  if (osc.code !== STATE_REPORT) return null;
  const fields = new Map(osc.text.split(':').map((field) => splitOnce(field)));
  if (fields.get('app') !== 'codex') return null;
  switch (fields.get('state')) {
    case 'working':
      return 'titleWorking';
    case 'idle':
    case 'done':
      return 'titleIdle';
    case 'blocked':
      return fields.get('kind') === 'question' ? 'titleQuestion' : 'titleApproval';
    default:
      return null;
  }
}

/**
 * What a terminal's title shows; null for a plain one, which an idle Codex has, but also one that has not set
 * its title yet.
 */
export function readTitle(title: string): SightingName | null {
  if (ACTION_REQUIRED.test(title)) return 'titleApproval';
  return SPINNER.test(title) ? 'titleWorking' : null;
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=');
  return at === -1 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}
