import { Emitter } from '../../../../src/core/lifecycle.ts';
import type { FleetError } from '../../../../src/core/errors.ts';
import type { PtyProcess, PtyWish } from '../../../../src/extension/terminals/agentPty.ts';
import { AgentTerminals } from '../../../../src/extension/terminals/terminals.ts';
import type { RememberedTerminal } from '../../../../src/extension/terminals/terminalPlaces.ts';
import { TerminalStatus } from '../../../../src/extension/terminals/terminalStatus.ts';
import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, serviceOver, silent } from '../support.ts';

/** A program on a terminal, played by the test. */
class FakePty implements PtyProcess {
  readonly wish: PtyWish;
  readonly written: string[] = [];
  readonly sizes: string[] = [];
  readonly data = new Emitter<string>();
  readonly exit = new Emitter<unknown>();
  readonly onData = this.data.event;
  readonly onExit = this.exit.event;
  isDisposed = false;

  constructor(wish: PtyWish) {
    this.wish = wish;
  }

  write(data: string): void {
    this.written.push(data);
  }

  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`);
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

interface WorldOptions {
  readonly refusal?: FleetError;
  readonly remembered?: readonly RememberedTerminal[];
}

/** The terminals of a window `here` over a fake fleet, with their status. */
export async function world(fleet: FakeFleet, { refusal, remembered = [] }: WorldOptions = {}) {
  const opened: FakePty[] = [];
  const memory = {
    open: remembered,
    read: () => memory.open,
    write: (open: typeof remembered) => void (memory.open = open),
  };
  const service = await serviceOver(fleet, { ...person, seat: 'here' });
  const terminals = new AgentTerminals({
    service,
    openPty: async (wish) => {
      if (refusal !== undefined) throw refusal;
      opened.push(new FakePty(wish));
      return Promise.resolve(opened.at(-1)!);
    },
    memory,
    pages: { seenIn: async () => Promise.resolve(undefined) },
    log: silent,
    now: () => fleet.nowMs,
  });
  const status = new TerminalStatus(service, terminals);
  const front = (index: number): void => ui.activeTerminal.fire(ui.terminals[index]);
  return { terminals, opened, memory, service, status, front };
}

/** Lets everything that was promised happen. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
