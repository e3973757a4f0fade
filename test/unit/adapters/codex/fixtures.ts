import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentEvent } from '../../../../src/core/agent/agent.ts';
import { Inbox } from '../../../../src/adapters/codex/link/inbox.ts';
import { freshMemory, type ThreadMemory } from '../../../../src/adapters/codex/translate/memory.ts';
import { translateNotification } from '../../../../src/adapters/codex/translate/notification.ts';
import { translateRequest } from '../../../../src/adapters/codex/translate/request.ts';
import type { ApprovalRequest } from '../../../../src/adapters/codex/wire/requests.ts';

const FIXTURES = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'codex');

export const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

export function fixturePath(name: string): string {
  return path.join(FIXTURES, name);
}

/** A recording of a real Codex (see `test/tools/record*.ts`). */
export function fixture(name: string): string {
  return readFileSync(fixturePath(name), 'utf8');
}

export interface Replayed {
  readonly events: readonly AgentEvent[];
  readonly requests: readonly ApprovalRequest[];
  readonly memory: ThreadMemory;
  readonly warnings: readonly string[];
}

/** What the recorded frames of a turn mean, one after the other. */
export function replay(name: string): Replayed {
  let memory = freshMemory('thread-1', null);
  const events: AgentEvent[] = [];
  const requests: ApprovalRequest[] = [];
  const warnings: string[] = [];
  const logger = {
    debug: () => {},
    info: () => {},
    warn: (text: string) => warnings.push(text),
    error: () => {},
  };
  const inbox = new Inbox(logger, (notification) => {
    const translated = translateNotification(memory, notification, NOW);
    memory = translated.memory;
    events.push(...translated.events);
  });
  for (const line of fixture(`frames/${name}.jsonl`).trim().split('\n')) {
    const frame = JSON.parse(line) as { id?: number; method: string; params: unknown };
    if (frame.id === undefined) {
      inbox.notification(frame);
      continue;
    }
    const request = inbox.request({ ...frame, id: frame.id });
    if (request === undefined) continue;
    requests.push(request);
    events.push({ type: 'pendingOpened', item: translateRequest(memory, request, NOW) });
  }
  return { events, requests, memory, warnings };
}

/** Events as short lines, for reading a whole turn at a glance. */
export function story(events: readonly AgentEvent[]): string[] {
  return events.map((event) => {
    switch (event.type) {
      case 'threadStatus':
        return event.status.kind === 'active'
          ? `active ${event.status.waitingOn ?? ''}`.trim()
          : event.status.kind;
      case 'turnStarted':
        return `started ${event.turnId}`;
      case 'turnDoing':
        return `doing: ${event.doing ?? 'nothing'}`;
      case 'turnEnded':
        return `ended ${event.turn.outcome} ${event.turn.failure?.kind ?? ''}`.trim();
      case 'pendingOpened':
        return `asks ${event.item.kind} ${event.item.key}`;
      default:
        return event.type;
    }
  });
}
