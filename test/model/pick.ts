import { DEMO_RULES, NAMED_SCENARIOS } from './scenarios.ts';
import { scenarioSchema, type Scenario } from './scenario.ts';

/** A scenario and where it came from, for the record of requests. */
export interface Picked {
  readonly source: string;
  readonly scenario: Scenario;
}

/**
 * Picks what the model does from the newest user message: a script in it, else a scenario named in it, else
 * the first keyword rule that fits, else a short answer.
 */
export function pickScenario(userText: string): Picked {
  return fromScript(userText) ?? fromName(userText) ?? fromRules(userText) ?? DEFAULT;
}

const DEFAULT: Picked = {
  source: 'default',
  scenario: [{ do: 'say', text: 'Understood. I am ready as soon as you give me a task.' }],
};

function fromScript(text: string): Picked | undefined {
  const marker = text.indexOf('#script:');
  if (marker === -1) return undefined;
  try {
    const json: unknown = JSON.parse(jsonArrayIn(text.slice(marker)));
    return { source: 'script', scenario: scenarioSchema.parse(json) };
  } catch (error) {
    return complaint('script', `Dieses Skript kann ich nicht lesen: ${messageOf(error)}`);
  }
}

function fromName(text: string): Picked | undefined {
  const name = /#scenario:\s*([\w-]+)/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const scenario = NAMED_SCENARIOS.get(name);
  if (scenario !== undefined) return { source: `scenario:${name}`, scenario };
  const known = [...NAMED_SCENARIOS.keys()].join(', ');
  return complaint('scenario', `Das Szenario "${name}" kenne ich nicht. Bekannt sind: ${known}.`);
}

function fromRules(text: string): Picked | undefined {
  const task = taskIn(text);
  const rule = DEMO_RULES.find(({ pattern }) => pattern.test(task));
  if (rule === undefined) return undefined;
  const scenario = NAMED_SCENARIOS.get(rule.scenario);
  return scenario && { source: `rule:${rule.scenario}`, scenario };
}

/** The task of an assignment prompt, whose other lines (role, scope, limits) would set off any keyword. */
function taskIn(text: string): string {
  return /^\s*(?:Aktuelle )?Aufgabe:\s*(.+)$/m.exec(text)?.[1] ?? text;
}

/** A mistake in the script is said aloud, so that a test or a demo shows it instead of hanging. */
function complaint(source: string, text: string): Picked {
  return { source: `${source}:invalid`, scenario: [{ do: 'say', text }] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first balanced `[…]` in the text, brackets within JSON strings left aside. */
function jsonArrayIn(text: string): string {
  const start = text.indexOf('[');
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]]/gs)) {
    if (token === '[') depth += 1;
    if (token === ']') depth -= 1;
    if (depth === 0) return text.slice(start, start + index + 1);
  }
  throw new SyntaxError('no complete JSON array after "#script:"');
}
