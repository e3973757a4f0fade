import type { ThreadItem } from '../protocol/v2/ThreadItem.ts';

/** What a turn does between two items: it waits for the model. */
const THINKS = 'thinks';

/** The label of a running item; null for one that says nothing of what the Agentin does. English phrase keys. */
const LABELS: Record<ThreadItem['type'], string | null> = {
  userMessage: null,
  hookPrompt: null,
  functionCallOutput: null,
  agentMessage: 'writes',
  plan: 'plans',
  reasoning: THINKS,
  commandExecution: 'runs a command',
  fileChange: 'edits files',
  mcpToolCall: 'calls a tool',
  dynamicToolCall: 'calls a tool',
  collabAgentToolCall: 'leads a helper',
  subAgentActivity: 'leads a helper',
  webSearch: 'searches the web',
  imageView: 'looks at a picture',
  imageGeneration: 'draws a picture',
  sleep: 'waits',
  enteredReviewMode: 'reviews',
  exitedReviewMode: null,
  contextCompaction: 'shortens its context',
};

/** What an item that began shows; null leaves the label as it is. */
export function doingWhile(itemType: string): string | null {
  return itemType in LABELS ? LABELS[itemType as ThreadItem['type']] : null;
}

/** What the end of an item shows: the model is asked again, unless it has just spoken. */
export function doingAfter(itemType: string): string | null {
  return itemType === 'agentMessage' || doingWhile(itemType) === null ? null : THINKS;
}
