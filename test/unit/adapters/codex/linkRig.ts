import type { AgentEvent } from '../../../../src/core/agent/agent.ts';
import { NO_CONTENT, type AgentContent, type ContentEvent } from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';
import type { Clock, CodexLink, Logger } from '../../../../src/core/ports.ts';
import { startLink } from '../../../../src/adapters/codex/link/link.ts';
import { webSocketTransport } from '../../../../src/adapters/codex/rpc/webSocketTransport.ts';
import { unwantedBy } from '../../../../src/adapters/codex/wire/notifications.ts';
import { FakeAppServer } from './fakeAppServer.ts';

export const BASE = {
  permissions: ':workspace',
  approvalPolicy: 'on-request',
  model: null,
  effort: null,
} as const;

/** A fake app-server, a clock that stands still, and links whose events are kept. */
export interface LinkRig {
  readonly server: FakeAppServer;
  readonly clock: LinkClock;
  readonly warnings: string[];
  connect(preferred?: string | null, cwd?: string | null): LinkUnderTest;
  end(): Promise<void>;
}

export interface LinkUnderTest {
  readonly link: CodexLink;
  readonly events: AgentEvent[];
  readonly contents: ContentEvent[];
  /** What the contents come to. */
  readonly content: () => AgentContent;
  /** The first event of this type, heard already or still to come, that fits. */
  readonly heard: <T extends AgentEvent['type']>(
    type: T,
    fits?: (event: Extract<AgentEvent, { type: T }>) => boolean,
  ) => Promise<Extract<AgentEvent, { type: T }>>;
  readonly count: (type: AgentEvent['type']) => number;
}

export async function startLinkRig(): Promise<LinkRig> {
  const server = await FakeAppServer.start();
  const clock = new LinkClock();
  const warnings: string[] = [];
  const links: CodexLink[] = [];
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: (message) => warnings.push(message),
    error: (message, cause) => warnings.push(`${message} ${String(cause)}`),
  };
  return {
    server,
    clock,
    warnings,
    connect(preferred = null, cwd = null) {
      const openTransport = () => webSocketTransport(server.socketPath);
      const link = startLink(
        {
          clock,
          logger,
          clientVersion: '1.0.0',
          random: () => 0,
          openTransport,
          withContent: true,
          unwanted: unwantedBy(true),
        },
        { threadId: preferred, cwd: () => cwd },
      );
      links.push(link);
      return underTest(link);
    },
    async end() {
      for (const link of links) link.dispose();
      await server.dispose();
    },
  };
}

/** Keeps what a link tells, and lets tests wait for it. */
export function underTest(link: CodexLink): LinkUnderTest {
  const events: AgentEvent[] = [];
  const contents: ContentEvent[] = [];
  const listeners = new Set<() => void>();
  link.onContent((event) => contents.push(event));
  link.onEvent((event) => {
    events.push(event);
    for (const listener of listeners) listener();
  });
  return {
    link,
    events,
    contents,
    content: () => contents.reduce(reduceContent, NO_CONTENT),
    heard(type, fits = () => true) {
      type Wanted = Extract<AgentEvent, { type: typeof type }>;
      const { promise, resolve } = Promise.withResolvers<Wanted>();
      const look = (): void => {
        const found = events.find((event): event is Wanted => event.type === type && fits(event as Wanted));
        if (found !== undefined) resolve(found);
      };
      listeners.add(look);
      look();
      return promise.finally(() => listeners.delete(look));
    },
    count: (type) => events.filter((event) => event.type === type).length,
  };
}

/** No waiting of the link itself is longer; the timeouts that guard it are. */
const OWN_WAIT_MS = 2000;

/**
 * A clock for a link that talks to a real socket: its own waiting (between attempts, for a replay) is over at once
 * and only moves the time on, so that no test waits; timeouts end by `advance` alone, so that none strikes by chance.
 */
export class LinkClock implements Clock {
  /** What was waited, in order; timeouts left out. */
  readonly waits: number[] = [];
  readonly #timeouts = new Map<() => void, number>();
  #nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

  nowMs(): number {
    return this.#nowMs;
  }

  get timeouts(): number {
    return this.#timeouts.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (ms <= OWN_WAIT_MS) {
      this.waits.push(ms);
      this.#nowMs += ms;
      setImmediate(resolve);
      return promise;
    }
    this.#timeouts.set(resolve, this.#nowMs + ms);
    signal?.addEventListener('abort', () => {
      this.#timeouts.delete(resolve);
      resolve();
    });
    return promise;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const [wake, atMs] of this.#timeouts) {
      if (atMs > this.#nowMs) continue;
      this.#timeouts.delete(wake);
      wake();
    }
  }
}
