import { resetInText } from './limitReset.ts';

/** What stops an Agentin: `token` is the size of a conversation or a budget of tokens, the others are of her account. */
export type LimitKind = 'token' | 'rate' | 'quota' | 'usage';
export type LimitWindow = '5h' | 'daily' | 'weekly' | 'unknown';

/** A limit as a text tells it. */
export interface LimitText {
  readonly kind: LimitKind;
  readonly window: LimitWindow;
  /** The model whose limit it is, where the text names one. */
  readonly model: string | null;
  readonly untilMs: number | null;
}

/** That something is over, as opposed to being talked about or nearly over. */
const OVER = String.raw`(?:hit|reached|exceeded|used up|exhausted|ran out of|run out of)`;

/** In the order of the reference (contract §4.1). Each wants the limit and that it is reached, in one sentence. */
const KINDS: readonly (readonly [LimitKind, RegExp])[] = [
  [
    'token',
    /\b(?:context (?:length|window)\b[^.]{0,60}\b(?:exceeded|exceeds|too long)|(?:exceed(?:s|ed)|ran out of room in|run out of room in)\b[^.]{0,40}\bcontext (?:length|window)|out of tokens)\b/,
  ],
  ['token', new RegExp(`\\btoken (?:limit|budget|quota)\\b[^.]{0,30}\\b${OVER}\\b`)],
  [
    'rate',
    new RegExp(
      `\\b(?:rate limits?\\b[^.]{0,30}\\b${OVER}|${OVER}\\b[^.]{0,30}\\brate limits?|too many requests|(?:are|been|being) rate[- ]limited)\\b`,
    ),
  ],
  // Credits and spend caps of a workspace, in the words of Codex 0.169.
  ['quota', /\b(?:out of credits|hit your spend cap|reached your workspace credit limit)\b/],
  ['quota', new RegExp(`\\b(?:quota\\b[^.]{0,30}\\b${OVER}|${OVER}\\b[^.]{0,30}\\bquota)\\b`)],
  [
    'usage',
    new RegExp(
      `\\b(?:usage limit\\b[^.]{0,30}\\b${OVER}|${OVER}\\b[^.]{0,30}\\b(?:usage|5h|5-hour|daily|weekly)(?: [a-z]+)? limit)\\b`,
    ),
  ],
];

/** A denial before the limit, or between the limit and its being reached. */
const NEGATED =
  /\b(?:not|never|no longer|without|nothing|isn't|aren't|wasn't|hasn't|haven't|no)\b[^.;,]{0,40}\b(?:limit|limited|limits|quota|requests|tokens|budget|credits)\b/;

const NOT_REACHED = new RegExp(`\\b(?:not|never|isn't|wasn't|hasn't|haven't)\\b(?: been| yet)* ${OVER}\\b`);

/** It may come to it, or nearly has. */
const NOT_YET = new RegExp(
  `\\b(?:almost|nearly|about to|close to|going to|will|would|could|may|might|if|once|when|whenever|before|until|unless)\\b[^.;,]{0,40}\\b${OVER}\\b`,
);

const WINDOWS: readonly (readonly [LimitWindow, RegExp])[] = [
  ['5h', /\b(?:5 ?h|5[- ]hours?|five[- ]hours?)\b/],
  ['daily', /\b(?:daily|per day|24 ?h|24 hours)\b/],
  ['weekly', /\b(?:weekly|per week|7 ?d|7 days)\b/],
];

const DENIALS = [NEGATED, NOT_REACHED, NOT_YET];

/** "You've hit your usage limit for GPT-5.3-Codex-Spark." */
const OF_MODEL = /\busage limit for ([A-Za-z0-9][\w.-]{0,58}\w)\b/i;

/** The model whose usage limit a message of Codex tells of; null when it names none. */
export function modelInText(text: string): string | null {
  return OF_MODEL.exec(text)?.[1] ?? null;
}

/**
 * The limit that a message of Codex says is reached; null when it says none: it talks of one, denies it, or warns that
 * little is left. `text` is one message, unwrapped; whose message it is, the caller has to know.
 */
export function readLimit(text: string, nowMs: number, offsetMinutes: number): LimitText | null {
  const plain = text.toLowerCase().replaceAll('’', "'");
  // Each sentence for itself: what one denies ("to go on without waiting for the limit …"), another may still say.
  const said = plain
    .split(/(?<=[.!?;])\s+/)
    .filter((sentence) => !DENIALS.some((denial) => denial.test(sentence)));
  const kind = KINDS.find(([, phrase]) => said.some((sentence) => phrase.test(sentence)))?.[0];
  if (kind === undefined) return null;
  return {
    kind,
    window: WINDOWS.find(([, phrase]) => said.some((sentence) => phrase.test(sentence)))?.[0] ?? 'unknown',
    model: modelInText(text),
    untilMs: resetInText(text, nowMs, offsetMinutes),
  };
}
