import type { Delivery } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { AgentSession } from '../session.ts';

/** How long the terminal may take to show what was typed, and to show that work began. */
const SHOWN_MS = 2000;
const BEGUN_MS = 4000;
/** A terminal at rest shows a paste within 10 ms; a busy machine's may take long, and looking costs it a process. */
const FIRST_CHECK_MS = 5;
const LONGEST_CHECK_MS = 80;
/** Codex shows a long paste as a placeholder instead of its text. */
const PLACEHOLDER = /\[Pasted Content \d+ chars\]/;

/**
 * The `terminal` rung: pastes the text, sees it in the composer, presses Enter, and sees work begin. Says only what
 * was seen: `typed`, `submitted`, or `unconfirmed`.
 */
export async function typeIntoTerminal(
  session: AgentSession,
  message: { readonly text: string; readonly enter: boolean },
): Promise<Delivery> {
  const { deps, agent } = session;
  refuseOpenDialog(session);
  await deps.multiplexer.paste(agent.spec.session, 'agent', message.text);
  const shown = await seen(session, SHOWN_MS, (screen) => shows(screen, message.text));
  if (!message.enter) return { state: shown ? 'typed' : 'unconfirmed' };
  await deps.multiplexer.sendKeys(agent.spec.session, 'agent', ['Enter']);
  return { state: (await workBegins(session)) ? 'submitted' : 'unconfirmed' };
}

function refuseOpenDialog({ agent, id }: AgentSession): void {
  const state = agent.model.sighting?.state;
  if (state !== 'needs_approval' && state !== 'needs_input') return;
  throw new FleetError('agent_busy', `A dialog is open in the terminal of Agentin ${id}. Answer it first.`, {
    retryable: true,
  });
}

function shows(screen: string, text: string): boolean {
  const lastLine = text.trimEnd().split('\n').at(-1)?.trim().slice(-20) ?? '';
  return PLACEHOLDER.test(screen) || (lastLine !== '' && screen.includes(lastLine));
}

/** Looks at the screen until it holds what is expected; the paste itself raises no event that we could wait for. */
async function seen(
  { deps, agent }: AgentSession,
  timeoutMs: number,
  holds: (screen: string) => boolean,
): Promise<boolean> {
  const untilMs = deps.clock.nowMs() + timeoutMs;
  for (
    let checkMs = FIRST_CHECK_MS;
    deps.clock.nowMs() < untilMs;
    checkMs = Math.min(checkMs * 2, LONGEST_CHECK_MS)
  ) {
    if (holds(await deps.multiplexer.capture(agent.spec.session, 'agent', 80))) return true;
    await deps.clock.sleep(checkMs);
  }
  return false;
}

/** Resolves when the watcher reports work or a new turn. */
async function workBegins({ deps, agent }: AgentSession): Promise<boolean> {
  const begun = (): boolean => agent.model.turn !== null || agent.model.sighting?.state === 'working';
  const stop = new AbortController();
  agent.watchTerminal();
  const listening = agent.onDidChange(() => {
    if (begun()) stop.abort();
  });
  try {
    if (!begun()) await deps.clock.sleep(BEGUN_MS, stop.signal);
    return begun();
  } finally {
    listening.dispose();
  }
}
