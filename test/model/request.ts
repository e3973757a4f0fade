import * as z from 'zod';

const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(partSchema)]);
const itemSchema = z.looseObject({
  type: z.string().default('message'),
  id: z.string().nullish(),
  role: z.string().optional(),
  content: contentSchema.nullish(),
  output: contentSchema.nullish(),
});
const bodySchema = z.looseObject({
  model: z.string(),
  input: z.array(itemSchema),
  prompt_cache_key: z.string().optional(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  text: z.looseObject({ format: z.looseObject({ name: z.string().optional() }).nullish() }).nullish(),
});

type Content = z.infer<typeof contentSchema>;
type Item = z.infer<typeof itemSchema>;

/** What the scripted model reads from a Responses API request. */
export interface ModelRequest {
  readonly model: string;
  /** The reasoning effort that is asked for; null when none is. */
  readonly effort: string | null;
  /** Codex names its conversation in `prompt_cache_key`: the thread id. */
  readonly threadId: string;
  /** The hidden thread that writes titles asks for the output schema `codex_output_schema`. */
  readonly wantsTitle: boolean;
  /** The newest message a person (or a lead) wrote; empty if there is none. */
  readonly userText: string;
  /** Identity of that message within its thread. */
  readonly userKey: string;
  /** Outputs of the tools called since that message, oldest first, as text. */
  readonly toolOutputs: readonly string[];
  /** Messages of the model since the last of these outputs. */
  readonly messages: number;
  /** Characters of the whole body: what the token estimate grows with. */
  readonly characters: number;
}

/** Reads a request body. Throws a ZodError if it is not one of the Responses API. */
export function parseRequest(body: unknown): ModelRequest {
  const { model, reasoning, input, prompt_cache_key: threadId, text } = bodySchema.parse(body);
  const at = input.findLastIndex((item) => personText(item) !== '');
  const user = input[at];
  return {
    model,
    effort: reasoning?.effort ?? null,
    threadId: threadId ?? '',
    wantsTitle: text?.format?.name === 'codex_output_schema',
    userText: user === undefined ? '' : personText(user),
    userKey: user?.id ?? String(at),
    ...progressOf(input.slice(at + 1)),
    characters: JSON.stringify(body).length,
  };
}

function progressOf(items: readonly Item[]): Pick<ModelRequest, 'toolOutputs' | 'messages'> {
  const lastOutput = items.findLastIndex(isOutput);
  const said = items
    .slice(lastOutput + 1)
    .filter(({ type, role }) => type === 'message' && role === 'assistant');
  return { toolOutputs: items.filter(isOutput).map((item) => textOf(item.output)), messages: said.length };
}

function isOutput({ type }: Item): boolean {
  return type.endsWith('_call_output');
}

function personText(item: Item): string {
  if (item.type !== 'message' || item.role !== 'user') return '';
  return partsOf(item.content)
    .filter((text) => !isInjected(text))
    .join('\n')
    .trim();
}

function textOf(content: Content | null | undefined): string {
  return partsOf(content).join('\n');
}

function partsOf(content: Content | null | undefined): string[] {
  if (content === null || content === undefined) return [];
  return typeof content === 'string' ? [content] : content.map((part) => part.text ?? '');
}

/**
 * Codex sends context of its own as user messages: one element (`<environment_context>…`, `<turn_aborted>…`)
 * or the AGENTS.md file. Nobody wrote those as a task.
 */
function isInjected(text: string): boolean {
  const trimmed = text.trim();
  if (/#script:|#scenario:/.test(trimmed)) return false;
  return trimmed.startsWith('# AGENTS.md instructions') || /^<([a-z_]+)>[^]*<\/\1>$/.test(trimmed);
}
