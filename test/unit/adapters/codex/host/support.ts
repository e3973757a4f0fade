import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command, CommandRunner, RunResult } from '../../../../../src/adapters/run.ts';
import type { AgentSpec } from '../../../../../src/core/config.ts';

export { countingRandom, scratchFolder } from '../../store/support.ts';

export function agentAt(home: string, change: Partial<AgentSpec> = {}): AgentSpec {
  return { id: 'a', name: 'Mila', home, runner: null, session: 'codex_agent_a_mcp', cwd: null, ...change };
}

export function writeProgram(path: string, content = '#!/bin/sh\n'): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

/** npm's layout of the Codex package below `folder`; returns the script and the native program. */
export function npmCodex(folder: string): { readonly script: string; readonly native: string } {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const platform = join(folder, 'node_modules/@openai', `codex-${process.platform}-${process.arch}`);
  const script = writeProgram(
    join(folder, 'node_modules/@openai/codex/bin/codex.js'),
    '#!/usr/bin/env node\n',
  );
  writeFileSync(join(folder, 'node_modules/@openai/codex/package.json'), '{"name":"@openai/codex"}');
  const native = writeProgram(join(platform, 'vendor', `${machine}-unknown-test`, 'bin/codex'), '\x7fELF');
  writeFileSync(join(platform, 'package.json'), '{}');
  return { script, native };
}

export function ended(stdout: string, change: Partial<RunResult> = {}): RunResult {
  return {
    kind: 'ended',
    exitCode: 0,
    stdout,
    stderr: '',
    timedOut: false,
    truncated: false,
    ...change,
  } as RunResult;
}

/** A Codex that answers `--version`, `--help` and `app-server --help`. */
export class FakeCodexProgram implements CommandRunner {
  readonly asked: Command[] = [];
  version = '0.169.0';
  help = 'Usage: codex\n  --remote <ADDR>\n  --no-daemon\n';
  serverHelp = 'Usage: codex app-server\n  --listen <URL>  `stdio://`, `unix://PATH`\n';
  answers = true;

  run(command: Command): Promise<RunResult> {
    this.asked.push(command);
    if (!this.answers) return Promise.resolve(ended('', { exitCode: null, timedOut: true }));
    const question = command.args.join(' ');
    if (question === '--version') return Promise.resolve(ended(`codex-cli ${this.version}\n`));
    return Promise.resolve(ended(question === '--help' ? this.help : this.serverHelp));
  }

  get questions(): readonly string[] {
    return this.asked.map(({ args }) => args.join(' '));
  }
}
