import type { JsonObject } from './json.ts';

/**
 * How a flag turns into an argument. `on` and `off` are switches that set true or false, `list` may be repeated,
 * `integer` takes decimal digits.
 */
export type FlagKind = 'text' | 'integer' | 'list' | 'on' | 'off';

export interface FlagSpec {
  /** Without the leading `--`. */
  readonly flag: string;
  /** The operation's argument that it sets. */
  readonly argument: string;
  readonly kind: FlagKind;
  readonly help: string;
  /** Where the command line's default differs from the tool's. */
  readonly fallback?: string | number;
}

/** The subcommand of an operation (reference contract §2). */
export interface CliSpec {
  readonly command: string;
  /** Arguments that stand without a flag, in order. */
  readonly positionals: readonly string[];
  readonly flags: readonly FlagSpec[];
  /** Does the result say that it was not done? Then the exit code is that of a refusal. Never, unless said. */
  readonly isRefused?: (result: JsonObject) => boolean;
}

export const forceFlag: FlagSpec = {
  flag: 'force',
  argument: 'force',
  kind: 'on',
  help: 'do it although another Teamleiterin holds the Agentin',
};

export const noEnterFlag: FlagSpec = {
  flag: 'no-enter',
  argument: 'enter',
  kind: 'off',
  help: 'leave the text in the composer without submitting it',
};

export const idempotencyKeyFlag: FlagSpec = {
  flag: 'idempotency-key',
  argument: 'idempotency_key',
  kind: 'text',
  help: 'the same key again never delivers twice',
};
