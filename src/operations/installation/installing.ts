import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';

/** Installing in a person's own Codex, and taking it out again (reference contract §8). For persons alone. */

const MAX_PATH_CHARS = 1000;

const linkPath = z
  .string()
  .min(1)
  .max(MAX_PATH_CHARS)
  .optional()
  .describe('Where the command is linked; ~/.local/bin/codex-master-mcp unless given.');

const installPath = {
  install_path: z.literal(NOT_RETURNED),
  install_path_state: z.enum(['default', 'custom']),
};

const cacheInstall = z.looseObject({
  ok: z.boolean(),
  status: z.enum(['synced', 'sync_incomplete', 'skipped']),
});

const pathFlag = {
  flag: 'path',
  argument: 'path',
  kind: 'text',
  help: 'where the link is (~/.local/bin/codex-master-mcp)',
} as const;

export const install = defineOperation({
  name: 'install',
  title: 'Install for your own Codex',
  description:
    'Links the command codex-master-mcp, registers it in the active CODEX_HOME as MCP server and puts the plugin with the skill of ' +
    'the Teamleiterin into its cache. A refusal changes nothing; an installation that could not be completed says what was done.',
  kind: 'write',
  idempotent: true,
  audience: 'person',
  input: () =>
    z.strictObject({
      path: linkPath,
      register: z.boolean().default(true),
      plugin_cache: z.boolean().default(true),
      force: z.boolean().default(false),
    }),
  output: z.object({
    ok: z.boolean(),
    ...installPath,
    install_path_on_path: z.boolean(),
    target: z.literal(NOT_RETURNED),
    target_state: z.literal('matching_repo_wrapper'),
    symlink: z.enum(['created', 'already_installed', 'replaced']),
    startup_self_test: z.object({
      ok: z.boolean(),
      status: z.enum(['ok', 'failed', 'timeout', 'unavailable']),
      returncode: z.number().nullable(),
      timeout_seconds: z.number(),
    }),
    mcp: z.object({
      requested: z.boolean(),
      status: z.enum(['registered', 'already_registered', 'skipped']),
      startup_timeout: z.object({
        status: z.enum(['updated', 'already_configured', 'skipped']),
        startup_timeout_sec: z.number().nullable(),
      }),
    }),
    plugin_cache_install: cacheInstall,
    plugin_activation: z.enum(['enabled', 'already_enabled', 'left_disabled', 'not_possible', 'skipped']),
  }),
  cli: {
    command: 'install',
    positionals: [],
    flags: [
      { flag: 'no-register', argument: 'register', kind: 'off', help: 'do not register the MCP server' },
      { flag: 'no-plugin-cache', argument: 'plugin_cache', kind: 'off', help: 'do not install the plugin' },
      {
        flag: 'force',
        argument: 'force',
        kind: 'on',
        help: 'replace another link or registration of this name',
      },
      pathFlag,
    ],
  },
  run: async ({ fleet, cwd, onProgress }, { path = null, register, plugin_cache, force }) => {
    const wish = { path, cwd, register, pluginCache: plugin_cache, force };
    const report = await fleet.installation.install(wish, (step) => onProgress?.(STEPS[step]));
    return { ...report, plugin_cache_install: { ...report.plugin_cache_install } };
  },
});

const STEPS = {
  check: 'Checking…',
  link: 'Linking the command…',
  self_test: 'Starting the Masterjet through the link…',
  register: 'Registering it with Codex…',
  plugin_cache: 'Installing the plugin…',
  plugin_activation: 'Turning the plugin on…',
} as const;

export const uninstall = defineOperation({
  name: 'uninstall',
  title: 'Take it out of your own Codex',
  description:
    'Takes out of the active CODEX_HOME what install made: the registration, the plugin and the link; nothing that was there before. ' +
    'Agentinnen, their homes and the state of the fleet are not touched.',
  kind: 'destructive',
  idempotent: true,
  audience: 'person',
  input: () =>
    z.strictObject({
      path: linkPath,
      keep_registration: z.boolean().default(false),
      keep_plugin_cache: z.boolean().default(false),
      keep_symlink: z.boolean().default(false),
      remove_symlink: z.boolean().default(false),
    }),
  output: z.object({
    ok: z.boolean(),
    ...installPath,
    mcp: z.object({
      status: z.enum(['removed', 'not_registered', 'left_in_place_other_command', 'skipped']),
    }),
    symlink: z.enum([
      'removed',
      'missing',
      'left_in_place_not_repo_wrapper',
      'left_in_place_not_installed_by_us',
      'skipped',
    ]),
    plugin_cache: z.object({
      status: z.enum(['removed', 'not_installed', 'skipped']),
      removed_version_count: z.number().int(),
    }),
    plugin_activation: z.enum(['removed', 'not_enabled', 'left_in_place', 'skipped']),
  }),
  cli: {
    command: 'uninstall',
    positionals: [],
    flags: [
      {
        flag: 'keep-registration',
        argument: 'keep_registration',
        kind: 'on',
        help: 'leave the MCP server registered',
      },
      { flag: 'keep-plugin-cache', argument: 'keep_plugin_cache', kind: 'on', help: 'leave the plugin' },
      { flag: 'keep-symlink', argument: 'keep_symlink', kind: 'on', help: 'leave the link' },
      {
        flag: 'remove-symlink',
        argument: 'remove_symlink',
        kind: 'on',
        help: 'remove the link also when it is not known who made it',
      },
      pathFlag,
    ],
  },
  run: async ({ fleet, cwd }, { path = null, ...keep }) =>
    fleet.installation.uninstall({
      path,
      cwd,
      keepRegistration: keep.keep_registration,
      keepPluginCache: keep.keep_plugin_cache,
      keepSymlink: keep.keep_symlink,
      removeSymlink: keep.remove_symlink,
    }),
});
