import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type {
  ClientConfigReason,
  ConfigReading,
  DeclaredServer,
} from '../../core/diagnostics/registration.ts';
import { parseToml } from '../toml.ts';

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

/**
 * What a Codex home's config.toml declares under `[mcp_servers.NAME]`: a regular file of at most 1 MiB, never read
 * through a link (reference contract §7, client_config). Never rejects.
 */
export async function readClientConfig(home: string, name: string): Promise<ConfigReading> {
  const text = await readConfig(path.join(home, 'config.toml'));
  if (typeof text !== 'string') return { kind: 'failed', reason: text.reason };
  const config = configFile.safeParse(parseToml(text));
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

interface Unread {
  readonly reason: ClientConfigReason;
}

async function readConfig(file: string): Promise<string | Unread> {
  let handle: FileHandle | undefined;
  try {
    const before = await lstat(file);
    if (!before.isFile()) return { reason: 'codex_config_not_regular_file' };
    // A link or a pipe put there after the look is neither followed nor waited for.
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return { reason: 'codex_config_not_regular_file' };
    if (stats.size > MAX_CONFIG_BYTES) return { reason: 'codex_config_unreadable' };
    const buffer = Buffer.alloc(MAX_CONFIG_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    if (bytesRead > MAX_CONFIG_BYTES) return { reason: 'codex_config_unreadable' };
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    return { reason: isMissing(error) ? 'codex_config_missing' : 'codex_config_unreadable' };
  } finally {
    await handle?.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
