import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { FleetError } from '../core/errors.ts';
import { redact } from '../core/redaction/redact.ts';
import { plainRefusal } from '../operations/failure.ts';
import type { BoundOperation, Outcome } from '../operations/index.ts';
import { orderlyObject, prettyJson } from '../operations/json.ts';

const MAX_NAME_CHARS = 80;

/** An operation as `tools/list` shows it. */
export function toolOf({ operation, inputSchema, outputSchema }: BoundOperation): Tool {
  const { name, title, description, kind, idempotent } = operation;
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    annotations: {
      title,
      readOnlyHint: kind === 'read',
      destructiveHint: kind === 'destructive',
      idempotentHint: idempotent,
      openWorldHint: false,
    },
  };
}

/**
 * A result as text (key-sorted, for models and the reference's readers) and as structured content. A refusal has
 * text only: structured content must fit the tool's output schema.
 */
export function toolResult({ ok, value }: Outcome): CallToolResult {
  const content: CallToolResult['content'] = [{ type: 'text', text: prettyJson(value) }];
  return ok
    ? { content, structuredContent: orderlyObject(value), isError: false }
    : { content, isError: true };
}

export function unknownTool(name: unknown): Outcome {
  const error =
    typeof name === 'string' && name !== ''
      ? new FleetError(
          'unknown_tool',
          `There is no tool "${redact(name.slice(0, MAX_NAME_CHARS))}". tools/list names those that exist.`,
        )
      : new FleetError('invalid_arguments', 'Invalid arguments: name must be the name of a tool.');
  return { ok: false, value: plainRefusal(error) };
}
