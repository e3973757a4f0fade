import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { Question } from '../../core/agent/pending.ts';
import { inert } from '../views/inert.ts';

interface OptionItem extends QuickPickItem {
  /** Undefined for "something else". */
  readonly answer?: string;
}

/**
 * Asks the person each question in turn: options by Quick Pick, free text by input box, secrets by password box.
 * Resolves with the answers by question id, or undefined as soon as the person gives up (nothing is answered then).
 */
export async function askQuestions(
  asker: string,
  questions: readonly Question[],
): Promise<Record<string, readonly string[]> | undefined> {
  const answers: Record<string, readonly string[]> = {};
  for (const [index, question] of questions.entries()) {
    const step = questions.length > 1 ? ` (${index + 1}/${questions.length})` : '';
    const answer = await askQuestion(`${asker}: ${inert(question.header)}${step}`, question);
    if (answer === undefined) return undefined;
    answers[question.id] = [answer];
  }
  return answers;
}

async function askQuestion(title: string, question: Question): Promise<string | undefined> {
  if (question.isSecret || question.options.length === 0) return askText(title, question);
  const picked = await window.showQuickPick(optionItems(question), {
    title,
    placeHolder: inert(question.question),
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  return picked.answer ?? askText(title, question);
}

function optionItems(question: Question): OptionItem[] {
  const items = question.options.map((option): OptionItem => ({
    label: inert(option.label),
    detail: inert(option.description),
    answer: option.label,
  }));
  return question.allowsOther ? [...items, { label: l10n.t('Something else…'), alwaysShow: true }] : items;
}

async function askText(title: string, question: Question): Promise<string | undefined> {
  return window.showInputBox({
    title,
    prompt: inert(question.question),
    password: question.isSecret,
    ignoreFocusOut: true,
  });
}
