import * as z from 'zod';
import { DEFAULT_LIMITS } from '../../core/config.ts';
import { WATCHDOG_ACTIONS } from '../../core/watchdog/watchdog.ts';
import { DEFAULT_WATCHDOG } from '../../core/watchdog/watchdogTimers.ts';

/** The version of fleet.json that this program writes and knows. */
export const FLEET_FILE_VERSION = 1;

const MAX_PATH_CHARS = 1000;
const MAX_ARG_CHARS = 1000;

/** `all` and `both` are the tools' selectors for every Agentin. */
const agentId = z
  .string()
  .regex(
    /^(?!(?:all|both)$)[a-z][a-z0-9_-]{0,31}$/,
    'must begin with a letter and hold only lower-case letters, digits, - and _ (32 at most); not "all" or "both"',
  )
  .describe('Short id of the Agentin, as used in tools and commands.');

const path = z
  .string()
  .max(MAX_PATH_CHARS)
  .regex(/^(?:\/|~\/|~$)\P{Cc}*$/u, 'must be an absolute path or begin with ~/');

export const agentEntry = z.strictObject({
  id: agentId,
  name: z.string().trim().min(1).max(80).optional().describe('Her name, as people see it.'),
  home: path.optional().describe('Her CODEX_HOME. Default: ~/.codex-agent-<id>.'),
  runner: path
    .optional()
    .describe('Her launcher. Default: <home>/codex if it is there, else codex from PATH.'),
  session: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must hold only letters, digits, - and _ (64 at most)')
    .optional()
    .describe('Her tmux session. Default: codex_agent_<id>_mcp.'),
  cwd: path.optional().describe('Where she starts when nobody names a directory.'),
});

const modelChoice = z.strictObject({
  model: z.string().trim().min(1).max(100).nullable().default(null).describe('null: what her home says.'),
  effort: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .nullable()
    .default(null)
    .describe('Reasoning effort; null: what her home says.'),
});

const argument = z
  .string()
  .max(MAX_ARG_CHARS)
  .regex(/^[^\0]*$/, 'must not hold a NUL character');

const launch = z.strictObject({
  policy: z
    .enum(['guarded', 'yolo'])
    .default('guarded')
    .describe('guarded: writes in the workspace, asks for more. yolo: no sandbox, no questions.'),
  search: z.boolean().default(false).describe('Let the model search the web (--search).'),
  extraArgs: z
    .array(argument)
    .max(50)
    .default([])
    .describe('Further arguments for the terminal program of Codex.'),
  passEnv: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'must be the name of an environment variable'))
    .max(100)
    .default([])
    .describe('Environment variables that Agentinnen get beside the usual ones.'),
});

const tmux = z.strictObject({
  socketName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must hold only letters, digits, - and _ (64 at most)')
    .default('codex-master')
    .describe('The tmux server of the fleet (tmux -L). Who runs stays on hers until her next start.'),
});

const limits = z.strictObject({
  ledgerRecords: z
    .number()
    .int()
    .min(1)
    .max(5000)
    .default(DEFAULT_LIMITS.ledgerRecords)
    .describe('Assignments that the ledger keeps, the newest; it takes 1 MiB at most.'),
  rawLogs: z
    .number()
    .int()
    .min(1)
    .max(200)
    .default(DEFAULT_LIMITS.rawLogs)
    .describe('Raw terminal logs that are kept, the newest, of 5 MiB each at most.'),
});

const seconds = (min: number, max: number, fallback: number) =>
  z.number().int().min(min).max(max).default(fallback);

const watchdog = z
  .strictObject({
    enabled: z.boolean().default(DEFAULT_WATCHDOG.enabled).describe('Look after Agentinnen by timers.'),
    idleSeconds: seconds(1, 86_400, DEFAULT_WATCHDOG.idleSeconds).describe(
      'An Agentin at work that gives no sign of life for this long counts as stuck.',
    ),
    graceSeconds: seconds(0, 600, DEFAULT_WATCHDOG.graceSeconds).describe(
      'How long she may take to answer the request for a report before the action.',
    ),
    action: z
      .enum(WATCHDOG_ACTIONS)
      .default('none')
      .describe(
        'none: only tell. report: ask her for a report. interrupt, stop, release: ask, wait, and then do it.',
      ),
    intervalSeconds: seconds(1, 900, DEFAULT_WATCHDOG.intervalSeconds).describe('Look at most this often.'),
    manageUnclaimed: z
      .boolean()
      .default(DEFAULT_WATCHDOG.manageUnclaimed)
      .describe('Also Agentinnen that nobody holds, not only those that you do.'),
  })
  .describe(
    'The watchdog of the panel. It never touches one that waits for you, is at a limit or runs a command.',
  );

const program = {
  argv: z
    .array(argument)
    .min(1)
    .max(100)
    .refine(([file]) => file !== '', 'must begin with the name of a program')
    .describe('Program and arguments; no shell. Runs in the top folder of the working tree.'),
};

const repositoryEntry = z.strictObject({
  path: path.describe('The main working tree of the repository.'),
  trusted: z
    .boolean()
    .default(false)
    .describe(
      "Let hooks and filters run that the repository's own configuration names (git-crypt, for one).",
    ),
  setup: z
    .strictObject({ ...program, timeoutSeconds: z.number().int().min(1).max(3600).default(600) })
    .optional()
    .describe(
      'Prepares a new worktree. Runs only after a person allowed it. Default: .codex-master/setup, if it is there.',
    ),
  checks: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$/,
            'must hold only letters, digits, spaces, ., - and _ (80 at most)',
          ),
        ...program,
        timeoutSeconds: z.number().int().min(1).max(3600).default(120),
      }),
    )
    .max(20)
    .default([])
    .describe('What must succeed before a commit (commit_ready_check).'),
});

/** fleet.json as people write it. `prefault` fills in what a block's own defaults say. */
export const fleetFile = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(FLEET_FILE_VERSION).default(FLEET_FILE_VERSION),
  agents: z
    .array(agentEntry)
    .min(1, 'name at least one Agentin, or leave it out for Mila and Nora')
    .max(64, 'at most 64 Agentinnen are possible')
    .optional()
    .describe('The Agentinnen. Default: a (Mila) and b (Nora).'),
  models: z
    .strictObject({ default: modelChoice.prefault({}), write: modelChoice.prefault({}) })
    .prefault({})
    .describe('Models: default for everything, write for an Arbeitsbiene.'),
  launch: launch.prefault({}),
  tmux: tmux.prefault({}),
  repositories: z
    .array(repositoryEntry)
    .max(100)
    .default([])
    .describe('What belongs to single repositories: checks, the set-up of worktrees, trust.'),
  limits: limits.prefault({}).describe('How much of the past is kept on disk.'),
  watchdog: watchdog.prefault({}),
});

export type FleetFile = z.infer<typeof fleetFile>;
export type AgentEntry = z.infer<typeof agentEntry>;

/** The JSON schema that editors complete fleet.json with; `media/fleet.schema.json` is this, written down. */
export function fleetFileJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(fleetFile, { io: 'input', target: 'draft-7' }),
    title: 'Codex Master: the fleet',
    allowComments: true,
    allowTrailingCommas: true,
  };
}
