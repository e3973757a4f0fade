import type { TerminalSighting } from '../../../core/agent/agent.ts';
import { readLimit, type LimitText } from '../../../core/limits/limitText.ts';
import { sighting, type SightingName } from './phrases.ts';

/** The last line of each dialog. A dialog stands where the composer was, so nothing follows it. */
const DIALOG_FOOTERS = [
  /^Press enter to confirm or esc to cancel$/i,
  /^(?:tab to add notes \| )?enter to submit(?: answer| all)?(?: \| .*)? \| esc to (?:cancel|interrupt)$/i,
  /^enter (?:select|continue) · esc back$/i,
  /^enter\/esc confirm · \^c quit$/i,
  /^Press enter to continue$/i,
];

const APPROVAL_QUESTIONS = [
  /^Would you like to (?:run the following command|make the following edits|grant .+)\?$/,
  /^Allow the .+ MCP server to run tool .+\?$/,
  /^Do you want to approve .+\?$/,
];

const QUESTION = /^Question \d+\/\d+\b/;
const OPTION = /^[›>❯]?\s*1\. \S/;

/** The status row right above the composer; its word changes with what Codex does. */
const STATUS_ROW = /^[•◦] \S.* \((?:\d+[hms] ?)+ • esc to interrupt\)/;

const COMPOSER = /^› /;
const NUMBERED = /^› \d+\. /;

/** What Codex puts before each entry of a conversation. */
const TRANSCRIPT = /^[•◦■⚠✗✔] /;

/** An error as Codex itself puts it, at the very left: a quoted one, or one in a message of ours, is indented. */
const ERROR = /^■ /;

/**
 * What an Agentin's screen shows; null when it shows nothing that we know. Pure. Reads from the bottom, line by line,
 * each phrase only where Codex itself puts it: the same words in a conversation or a file do not count.
 */
export function readPane(screen: string, nowMs: number, offsetMinutes: number): TerminalSighting | null {
  const lines = screen.split('\n').map((line) => line.trimEnd());
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  const dialog = readDialog(filled);
  if (dialog !== null) return sighting(dialog, nowMs);
  const composer = lines.findLastIndex((line) => COMPOSER.test(line) && !NUMBERED.test(line));
  // A message sent before looks like a composer, but something follows it.
  if (composer === -1 || lines.slice(composer).some((line) => TRANSCRIPT.test(line))) return null;
  const above = blockAbove(lines, composer);
  if (STATUS_ROW.test(above[0]?.trim() ?? '')) return sighting('paneWorking', nowMs);
  const limit = limitIn(above, nowMs, offsetMinutes);
  if (limit === null) return sighting('paneIdle', nowMs);
  return { ...sighting('paneLimited', nowMs, limit.untilMs), limit };
}

/** The dialog that the last lines make up, blank ones left out; null when they are none. */
export function readDialog(filled: readonly string[]): SightingName | null {
  const last = filled.at(-1) ?? '';
  if (!DIALOG_FOOTERS.some((footer) => footer.test(last))) return null;
  const options = filled.findLastIndex((line) => OPTION.test(line));
  if (options === -1) return null;
  // The question stands a few lines above its options, with its reasons in between.
  const asked = filled.slice(Math.max(0, options - 20), options);
  if (asked.some((line) => APPROVAL_QUESTIONS.some((question) => question.test(line)))) return 'paneApproval';
  return asked.some((line) => QUESTION.test(line)) ? 'paneQuestion' : 'paneDialog';
}

/** The limit that the last thing in the conversation says is reached. */
function limitIn(block: readonly string[], nowMs: number, offsetMinutes: number): LimitText | null {
  const isError = ERROR.test(block[0] ?? '');
  return isError ? readLimit(block.map((line) => line.trim()).join(' '), nowMs, offsetMinutes) : null;
}

/** The lines of the last paragraph above the composer. */
function blockAbove(lines: readonly string[], composer: number): string[] {
  const end = lines.slice(0, composer).findLastIndex((line) => line !== '');
  const start = lines.slice(0, end + 1).findLastIndex((line) => line === '');
  return lines.slice(start + 1, end + 1);
}
