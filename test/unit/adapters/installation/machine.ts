import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createDiagnostics } from '../../../../src/adapters/installation/doctor/diagnostics.ts';
import { MASTERJET } from '../../../../src/adapters/installation/places.ts';
import type { Command, CommandRunner, RunResult } from '../../../../src/adapters/run.ts';
import type { AgentSpec } from '../../../../src/core/config.ts';
import type { Check } from '../../../../src/core/diagnostics/check.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type { LeaseOnDisk } from '../../../../src/core/lease.ts';
import type { AgentMeta, CheckedLauncher } from '../../../../src/core/ports.ts';
import { configOf } from '../../fakes/fleet/fakeFleetParts.ts';
import { statLine } from '../../fakes/ports/statLine.ts';
import { agentAt, ended } from '../codex/host/support.ts';
import { scratchFolder } from '../store/support.ts';

/** What a runner says of a program that is not there. */
export const MISSING_PROGRAM: RunResult = { kind: 'unstarted', reason: 'missing', cause: null };

/** A machine with tmux and Codex, where two Agentinnen live. */
export class Machine implements CommandRunner {
  readonly root = scratchFolder();
  readonly home = path.join(this.root, 'me');
  readonly codexHome = path.join(this.home, '.codex');
  readonly commands: Command[] = [];
  readonly answers = new Map<string, RunResult>([
    ['tmux -V', ended('tmux 3.3a\n')],
    ['git --version', ended('git version 2.39.5\n')],
    ['codex --version', ended('codex-cli 0.169.0\n')],
    ['codex mcp list --json', ended('[]')],
  ]);
  agents: readonly AgentSpec[] = [agentAt(path.join(this.root, 'mila'))];
  launcher: CheckedLauncher | FleetError = {
    argv: ['/bin/codex'],
    version: '0.169.0',
    appServer: true,
    why: null,
    noDaemon: true,
  };
  meta: AgentMeta | null = null;
  lease: LeaseOnDisk = null;
  problem: FleetError | null = null;
  storeProblem: FleetError | null = null;
  socketProblem: FleetError | null = null;
  running = new Set<string>();
  env: Readonly<Record<string, string>> = { HOME: this.home, PATH: '/bin' };

  constructor() {
    for (const folder of [this.codexHome, ...this.agents.map(({ home }) => home), `${this.root}/proc`])
      mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(this.root, 'mila', 'auth.json'), '{}');
  }

  run(command: Command): Promise<RunResult> {
    this.commands.push(command);
    const line = [command.file, ...command.args].join(' ');
    return Promise.resolve(this.answers.get(line) ?? ended('', { exitCode: 1 }));
  }

  get diagnostics() {
    const answer = <T>(value: T | FleetError): T => {
      if (FleetError.is(value)) throw value;
      return value;
    };
    const present = { kind: 'present', agent: null, server: null } as const;
    return createDiagnostics({
      env: this.env,
      runner: this,
      stateRoot: path.join(this.root, 'state'),
      procRoot: path.join(this.root, 'proc'),
      configSource: {
        current: () => ({ ...configOf([]), agents: this.agents }),
        problem: () => this.problem,
      },
      codexHost: {
        checkLauncher: async () => Promise.resolve().then(() => answer(this.launcher)),
        socketPath: () => answer(this.socketProblem ?? '/run/a.sock'),
      },
      multiplexer: {
        sessions: async () => Promise.resolve(new Map([...this.running].map((name) => [name, present]))),
      },
      store: {
        ensure: async () => Promise.resolve().then(() => answer(this.storeProblem ?? undefined)),
        readLease: async () => Promise.resolve(this.lease),
        readMeta: async () => Promise.resolve(this.meta),
      },
    });
  }

  async checks(): Promise<ReadonlyMap<string, Check>> {
    const { checks } = await this.diagnostics.doctor({});
    return new Map(checks.map((check) => [check.name, check]));
  }

  /** As /proc shows it. */
  addProcess(pid: number, env: Readonly<Record<string, string>>): void {
    const entry = path.join(this.root, 'proc', String(pid));
    mkdirSync(entry);
    writeFileSync(path.join(entry, 'cmdline'), 'codex\0');
    writeFileSync(path.join(entry, 'stat'), statLine({ pid, name: 'co)dex\u001B', parent: 42 }));
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\0`);
    writeFileSync(path.join(entry, 'environ'), lines.join(''));
    symlinkSync('/', path.join(entry, 'root'));
  }

  /** Puts a link where `install` would. */
  link(target: string): void {
    const link = path.join(this.home, '.local/bin', MASTERJET);
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }

  register(
    argv: readonly string[],
    startup_timeout_sec: number | null = 120,
    env: Readonly<Record<string, string>> = {},
  ): void {
    const [command, ...args] = argv;
    const server = { name: MASTERJET, transport: { command, args }, startup_timeout_sec };
    this.answers.set(`codex mcp get ${MASTERJET} --json`, ended(JSON.stringify(server)));
    const lines = [`command = ${JSON.stringify(command)}`, `args = ${JSON.stringify(args)}`];
    const variables = Object.entries(env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    if (startup_timeout_sec !== null) lines.push(`startup_timeout_sec = ${startup_timeout_sec}`);
    writeFileSync(
      path.join(this.codexHome, 'config.toml'),
      [`[mcp_servers.${MASTERJET}]`, ...lines, `[mcp_servers.${MASTERJET}.env]`, ...variables, ''].join('\n'),
    );
  }
}
