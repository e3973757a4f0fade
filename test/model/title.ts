import type { Picked } from './pick.ts';

const MAX_TITLE_CHARACTERS = 40;

/** The answer to the hidden thread that asks for a title of the conversation. */
export function titleFor(userText: string): Picked {
  const words = userText.replace(/#(?:script|scenario):.*/s, '').trim();
  const title = words.slice(0, MAX_TITLE_CHARACTERS).trim() || 'Aufgabe';
  return { source: 'title', scenario: [{ do: 'say', text: JSON.stringify({ title }) }] };
}
