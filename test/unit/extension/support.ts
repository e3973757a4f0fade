import type { PendingItem } from '../../../src/core/agent/pending.ts';
import type { Holder } from '../../../src/core/lease.ts';
import type { Logger } from '../../../src/core/ports.ts';
import type { CommandDeps } from '../../../src/extension/commands/deps.ts';
import { ErrorReporter } from '../../../src/extension/messages/errorReporter.ts';
import { FleetService } from '../../../src/extension/fleet/fleetService.ts';
import { OpenPanels } from '../../../src/extension/panels/page/openPanels.ts';
import type { PageBasis } from '../../../src/extension/panels/page/webviewPage.ts';
import { Notices } from '../../../src/extension/fleet/notices.ts';
import { START_MS } from '../fakes/fleet/fakeAgents.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { ui, Uri } from '../fakes/vscode/index.ts';

export const MINUTE_MS = 60_000;
export const person: Holder = { owner: 'person-1000', kind: 'person' };
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
/** Shows what goes wrong, as the window does. */
export const errors = new ErrorReporter(silent);
/** What pages are given; what fails in them is shown to the person. */
export const pageBasis: PageBasis = {
  panels: new OpenPanels(),
  extensionUri: Uri.file('/ext') as never,
  log: silent,
  errors,
};

/** What VS Code shows of an address under a scheme of ours. */
export function textAt(uri: Uri): string {
  const provider = ui.providers.get(uri.scheme) as { provideTextDocumentContent(uri: Uri): string };
  return provider.provideTextDocumentContent(uri);
}

/** A service over a fake fleet that is already there. */
export async function serviceOver(fleet: FakeFleet, holder: Holder = person): Promise<FleetService> {
  const service = new FleetService({
    build: async () => Promise.resolve(fleet),
    holder,
    log: silent,
  });
  await service.ready();
  return service;
}

/** Notices on a machine where these programs are installed. */
export function noticesFor(
  service: FleetService,
  programs: readonly string[] = ['tmux', 'codex', 'apt-get'],
): Notices {
  return new Notices(service, async (name) =>
    Promise.resolve(programs.includes(name) ? `/usr/bin/${name}` : null),
  );
}

/** What every command works with. */
export function depsOver(fleet: FakeFleet, service: FleetService, programs?: readonly string[]): CommandDeps {
  return { service, errors, notices: noticesFor(service, programs), log: silent, now: () => fleet.nowMs };
}

/** A fleet in which these Agentinnen run and are idle. */
export async function runningFleet(...agentIds: readonly string[]): Promise<FakeFleet> {
  const fleet = new FakeFleet();
  for (const id of agentIds) await fleet.start(id, { cwd: '/repo', prompt: null }, person);
  fleet.calls.length = 0;
  fleet.wishes.start.length = 0;
  return fleet;
}

export function commandItem(change: Partial<Extract<PendingItem, { kind: 'command' }>> = {}): PendingItem {
  return {
    kind: 'command',
    key: 'turn-1/item-1',
    turnId: 'turn-1',
    openedAtMs: START_MS,
    command: 'npm install',
    cwd: '/repo',
    reason: 'needs the network',
    ...change,
  };
}

export function fileItem(change: Partial<Extract<PendingItem, { kind: 'file' }>> = {}): PendingItem {
  return {
    kind: 'file',
    key: 'turn-1/item-2',
    turnId: 'turn-1',
    openedAtMs: START_MS,
    reason: null,
    changes: [
      { path: '/repo/src/login.ts', kind: 'update', diff: '@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n' },
      { path: '/elsewhere/new.md', kind: 'add', diff: '# New\n' },
    ],
    ...change,
  };
}

export function questionItem(change: Partial<Extract<PendingItem, { kind: 'question' }>> = {}): PendingItem {
  return {
    kind: 'question',
    key: 'turn-1/item-3',
    turnId: 'turn-1',
    openedAtMs: START_MS,
    questions: [
      {
        id: 'q1',
        header: 'Database',
        question: 'Which database?',
        options: [
          { label: 'SQLite', description: 'one file' },
          { label: 'Postgres', description: 'a server' },
        ],
        allowsOther: true,
        isSecret: false,
      },
    ],
    ...change,
  };
}
