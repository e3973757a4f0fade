import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.ts';
import { operationsTable } from '../../../src/operations/table.ts';

describe('the table of operations', () => {
  it('has a row for each tool with its subcommand', () => {
    const rows = operationsTable().split('\n');
    expect(rows).toHaveLength(operations.length + 2);
    expect(rows).toContain(
      '| `agent_send` | `codex-master-mcp send AGENT TEXT` | Send a message to an Agentin | changes |',
    );
  });
});
