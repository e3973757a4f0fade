import path from 'node:path';
import * as z from 'zod';
import type { ConfigReading, DeclaredServer } from '../../core/diagnostics/registration.ts';
import { parseToml } from '../toml.ts';
import { readRegularFile, type ReadResult } from './regularFile.ts';

/** Reference contract §0.2. */
const MAX_CONFIG_BYTES = 1024 * 1024;

const serverTable = z.looseObject({
  enabled: z.boolean().optional().catch(undefined),
  command: z.string().min(1).optional().catch(undefined),
  args: z.array(z.string()).optional().catch(undefined),
  env: z.record(z.string(), z.string()).optional().catch(undefined),
  startup_timeout_sec: z.number().optional().catch(undefined),
  startup_timeout_ms: z.number().optional().catch(undefined),
});
const configFile = z.looseObject({ mcp_servers: z.record(z.string(), z.unknown()).optional() });

const UNREAD = {
  missing: 'codex_config_missing',
  not_regular: 'codex_config_not_regular_file',
  unreadable: 'codex_config_unreadable',
} as const satisfies Record<Exclude<ReadResult['kind'], 'text'>, string>;

/**
 * What a Codex home's config.toml declares under `[mcp_servers.NAME]`: a regular file of at most 1 MiB, never read
 * through a link (reference contract §7, client_config). Never rejects.
 */
export async function readClientConfig(home: string, name: string): Promise<ConfigReading> {
  const file = await readRegularFile(path.join(home, 'config.toml'), MAX_CONFIG_BYTES);
  if (file.kind !== 'text') return { kind: 'failed', reason: UNREAD[file.kind] };
  const config = configFile.safeParse(parseToml(file.text));
  if (!config.success) return { kind: 'failed', reason: 'codex_config_invalid_toml' };
  return { kind: 'read', server: declared(config.data.mcp_servers?.[name]) };
}

function declared(entry: unknown): DeclaredServer | null {
  const table = serverTable.safeParse(entry);
  if (!table.success) return null;
  const { enabled = true, command, args = [], env = {}, startup_timeout_sec: seconds } = table.data;
  const milliseconds = table.data.startup_timeout_ms;
  return {
    enabled,
    argv: command === undefined ? null : [command, ...args],
    env,
    startupTimeoutSeconds: seconds ?? (milliseconds === undefined ? null : milliseconds / 1000),
  };
}
