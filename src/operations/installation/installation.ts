import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';

/** Codex Master in a person's own Codex (reference contract §7, §8). */

export const appBridge = z.object({
  ok: z.boolean(),
  app_name: z.string(),
  app_manifest: z.object({
    path: z.literal(NOT_RETURNED),
    path_state: z.literal('configured'),
    exists: z.boolean(),
    regular_file: z.boolean(),
    symlink: z.boolean(),
  }),
  plugin_apps: z.object({ declared: z.boolean(), target: z.string().nullable(), ok: z.boolean() }),
  registration_mode: z.literal('plugin_app_manifest'),
  chatgpt_connector_registration: z.enum(['not_verified', 'not_configured']),
  connector_id: z.string().nullable(),
  connector_id_kind: z.enum(['connector', 'app', 'custom']).nullable(),
  connector_id_format_ok: z.boolean(),
  reason: z
    .enum([
      'app_manifest_not_regular_file',
      'app_manifest_unreadable',
      'apps_not_object',
      'codex_master_app_missing',
      'connector_id_missing',
      'plugin_or_connector_id_not_ready',
    ])
    .nullable(),
});

export const masterAppBridgeStatus = defineOperation({
  name: 'master_app_bridge_status',
  title: 'App entry of the Codex plugin',
  description:
    "Tells whether the app entry of Codex Master's own plugin names a ChatGPT connector and is declared in its manifest. " +
    'Use it when the Masterjet is to be reached as an app; as an MCP server it needs none. ' +
    'When "ok" is false, "reason" says what is missing: a connector is registered by its owner, never by you.',
  kind: 'read',
  idempotent: true,
  needsFleet: false,
  input: () => z.strictObject({}),
  output: appBridge,
  cli: { command: 'app-bridge-status', positionals: [], flags: [] },
  run: async ({ fleet }) => fleet.installation.appBridgeStatus(),
});
