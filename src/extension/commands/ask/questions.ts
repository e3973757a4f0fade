import { l10n, window } from 'vscode';
import type { CancellationToken, QuickPickItem } from 'vscode';
import type { Question } from '../../../core/agent/pending.ts';
import { inert } from '../../views/rows/inert.ts';
import { oneLine } from '../../views/rows/row.ts';

const HEADER_CHARS = 100;
const QUESTION_CHARS = 2000;

interface OptionItem extends QuickPickItem {
  /** Undefined for "something else". */
  readonly answer?: string;
}

/**
 * Asks the person each question in turn: options by Quick Pick, free text by input box, secrets by password box.
 * Resolves with the answers by question id, or undefined as soon as the person gives up or the token is cancelled (nothing is
 * answered then).
 */
export async function askQuestions(
  asker: string,
  questions: readonly Question[],
  token: CancellationToken,
): Promise<Record<string, readonly string[]> | undefined> {
  const answers: Record<string, readonly string[]> = {};
  for (const [index, question] of questions.entries()) {
    const step = questions.length > 1 ? ` (${index + 1}/${questions.length})` : '';
    const answer = await askQuestion(
      `${asker}: ${inert(oneLine(question.header, HEADER_CHARS))}${step}`,
      question,
      token,
    );
    if (answer === undefined) return undefined;
    answers[question.id] = [answer];
  }
  return answers;
}

async function askQuestion(
  title: string,
  question: Question,
  token: CancellationToken,
): Promise<string | undefined> {
  if (question.isSecret || question.options.length === 0) return askText(title, question, token);
  const how = { title, placeHolder: inert(oneLine(question.question, QUESTION_CHARS)), ignoreFocusOut: true };
  const picked = await window.showQuickPick(optionItems(question), how, token);
  if (picked === undefined) return undefined;
  return picked.answer ?? askText(title, question, token);
}

function optionItems(question: Question): OptionItem[] {
  const items = question.options.map((option): OptionItem => ({
    label: inert(oneLine(option.label, QUESTION_CHARS)),
    detail: inert(oneLine(option.description, QUESTION_CHARS)),
    answer: option.label,
  }));
  return question.allowsOther ? [...items, { label: l10n.t('Something else…'), alwaysShow: true }] : items;
}

async function askText(
  title: string,
  question: Question,
  token: CancellationToken,
): Promise<string | undefined> {
  const { isSecret: password } = question;
  const prompt = inert(question.question.slice(0, QUESTION_CHARS));
  return window.showInputBox({ title, prompt, password, ignoreFocusOut: true }, token);
}
