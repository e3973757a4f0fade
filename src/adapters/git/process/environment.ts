/** The environment of a git process, and of programs that work in a repository. */

export type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigEntry = readonly [key: string, value: string];

/**
 * Git's variables that say where the owner's own configuration is. Every other `GIT_*` would point git to another repository
 * than the one asked for, make it write traces, or run a program.
 */
const KEPT =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH)$/;

/** Names that tell who leads: a program of the repository has no business with them. */
const PRIVATE = new Set(['CODEX_MASTER_MCP_INSTANCE_ID', 'CODEX_THREAD_ID']);

/** The environment for a program that is not git: without what points git elsewhere and without who we are. */
export function programEnvironment(env: Environment): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) {
    if (value === undefined || PRIVATE.has(key)) continue;
    if (!key.startsWith('GIT_') || KEPT.test(key)) own[key] = value;
  }
  return own;
}

/**
 * The environment for git itself. `config` outweighs every file; by variables and not by `-c`, so that keys may hold
 * any character. What the owner's environment configures the same way stays, below it.
 */
export function gitEnvironment(
  env: Environment,
  config: readonly ConfigEntry[],
  options: { readonly locks: boolean; readonly network: boolean },
): Record<string, string> {
  const entries = [...ownConfig(env), ...config];
  const numbered = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return {
    ...programEnvironment(env),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    // A look must not make the person's own git wait for the index.
    ...(!options.locks && { GIT_OPTIONAL_LOCKS: '0' }),
    // A partial clone would fetch what is missing with a program that the repository names.
    ...(!options.network && { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' }),
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(numbered),
  };
}

function ownConfig(env: Environment): readonly ConfigEntry[] {
  const count = Math.min(Number.parseInt(env['GIT_CONFIG_COUNT'] ?? '0', 10) || 0, 1000);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const key = env[`GIT_CONFIG_KEY_${index}`];
    return key === undefined ? [] : [[key, env[`GIT_CONFIG_VALUE_${index}`] ?? ''] as const];
  });
}
