import { operations } from './index.ts';
import type { Operation, OperationKind } from './operation.ts';

const KIND: Readonly<Record<OperationKind, string>> = {
  read: 'reads',
  write: 'changes',
  destructive: 'ends work',
};

/** The README's table of tools and subcommands as Markdown, without a line break at its end. */
export function operationsTable(): string {
  const rows = operations.map((operation) => `| ${cellsOf(operation).join(' | ')} |`);
  return ['| Tool | Command line | What it does | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The README's table of subcommands and their flags as Markdown, without a line break at its end. */
export function commandsTable(): string {
  const rows = operations.map((operation) => {
    const flags = operation.cli.flags.map(({ flag, kind }) => `\`--${flag}\`${kind === 'list' ? ' …' : ''}`);
    return `| \`${usageOf(operation)}\` | ${flags.join(' ')} |`;
  });
  return ['| Command | Flags (beside `--json`, `--help`) |', '| --- | --- |', ...rows].join('\n');
}

/** `start [AGENT]`: what may be left out stands in brackets. */
function usageOf({ cli, bind }: Operation): string {
  const { inputSchema } = bind([]);
  const required: unknown = inputSchema['required'];
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  const words = cli.positionals.map((name) =>
    isRequired(name) ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  return [cli.command, ...words].join(' ');
}

function cellsOf({ name, cli, title, kind, audience }: Operation): readonly string[] {
  const words = ['codex-master-mcp', cli.command, ...cli.positionals.map((word) => word.toUpperCase())];
  const tool = audience === 'everyone' ? `\`${name}\`` : '';
  return [tool, `\`${words.join(' ')}\``, title, KIND[kind]];
}
