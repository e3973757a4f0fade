import type { Picked } from './pick.ts';

/** Codex asks for "at most 36 characters". */
const MAX_TITLE_CHARACTERS = 36;

/** Codex puts the conversation's first prompt behind its instructions on how to write titles. */
const BEFORE_PROMPT = 'User prompt:';

/** The answer to the hidden thread that asks for a title of the conversation. */
export function titleFor(userText: string): Picked {
  const at = userText.indexOf(BEFORE_PROMPT);
  const prompt = at === -1 ? userText : userText.slice(at + BEFORE_PROMPT.length);
  const words = prompt.replace(/#(?:script|scenario):.*/s, '').trim();
  const title = words.slice(0, MAX_TITLE_CHARACTERS).trim() || 'Aufgabe';
  return { source: 'title', scenario: [{ do: 'say', text: JSON.stringify({ title }) }] };
}
