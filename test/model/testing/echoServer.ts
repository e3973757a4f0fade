import { createInterface } from 'node:readline';
import * as z from 'zod';

/** An MCP server on stdio with one read-only tool, `echo`, which returns its argument `text`. */
const messageSchema = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string(),
  params: z.looseObject({ arguments: z.looseObject({ text: z.string() }).optional() }).optional(),
});
type Message = z.infer<typeof messageSchema>;

const TOOL = {
  name: 'echo',
  description: 'Returns its text.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  annotations: { readOnlyHint: true },
};

function resultOf({ method, params }: Message): object {
  if (method === 'initialize') {
    const serverInfo = { name: 'echo', version: '1.0.0' };
    return { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo };
  }
  if (method === 'tools/list') return { tools: [TOOL] };
  if (method === 'tools/call')
    return { content: [{ type: 'text', text: `Echo: ${params?.arguments?.text}` }] };
  return {};
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = messageSchema.parse(JSON.parse(line));
  if (message.id === undefined) return;
  const answer = { jsonrpc: '2.0', id: message.id, result: resultOf(message) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
