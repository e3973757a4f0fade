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

function cellsOf({ name, cli, title, kind, audience }: Operation): readonly string[] {
  const words = ['codex-master', cli.command, ...cli.positionals.map((word) => word.toUpperCase())];
  const tool = audience === 'everyone' ? `\`${name}\`` : '';
  return [tool, `\`${words.join(' ')}\``, title, KIND[kind]];
}
