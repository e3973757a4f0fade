import type { Panel } from './panel.ts';

/** What a person fills into the form "New assignment". */
export interface FormEntry {
  readonly role: 'Exploriererin' | 'Arbeitsbiene';
  readonly task: string;
  /** What she may write or is to look at, one path a line. */
  readonly paths?: string;
}

/** The words that the form is found by; the English ones unless told. */
export interface FormWords {
  readonly open: string;
  readonly task: string;
  readonly assign: string;
}

const ENGLISH: FormWords = { open: 'Assign a Task…', task: 'Task', assign: 'Assign' };

/** Assigns by the form, as a person does: from the row's action to the button. The form stays open, and tells the result. */
export async function assignByForm(
  { agents, bench }: Pick<Panel, 'agents' | 'bench'>,
  agent: string,
  entry: FormEntry,
  words = ENGLISH,
): Promise<void> {
  await agents.inlineAction(agent, words.open);
  const form = bench.webview();
  // A form that was open already is shown before it is for her.
  await form.locator('#agentId option:checked', { hasText: agent }).waitFor({ state: 'attached' });
  await form.getByLabel(words.task, { exact: true }).fill(entry.task);
  await form.getByRole('radio', { name: new RegExp(`^${entry.role}`) }).click();
  if (entry.paths !== undefined) await form.locator('#paths').fill(entry.paths);
  await form.getByRole('button', { name: words.assign, exact: true }).click();
  await form.locator('.done').waitFor();
}
