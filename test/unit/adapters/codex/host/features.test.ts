import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LauncherFeatures } from '../../../../../src/adapters/codex/host/features.ts';
import { readFeatures } from '../../../../../src/adapters/codex/host/probe.ts';
import { ProbeMemory } from '../../../../../src/adapters/codex/host/probeMemory.ts';
import { ended, FakeCodexProgram, scratchFolder, writeProgram } from './support.ts';

const HELP = 'Options:\n      --remote <ADDR>\n      --no-daemon\n';
const SERVER_HELP =
  'Options:\n      --listen <URL>\n          `stdio://` (default), `unix://`, `unix://PATH`\n';
const VERSION = ended('codex-cli 0.169.0\n');

describe('what the help of a Codex says', () => {
  it('0.169.0 serves, attaches and knows --no-daemon', () => {
    expect(readFeatures(VERSION, ended(HELP), ended(SERVER_HELP))).toEqual({
      version: '0.169.0',
      appServer: true,
      why: null,
      noDaemon: true,
    });
  });

  it.each([
    ['no app-server', HELP, ended('Usage: codex [OPTIONS] [PROMPT]'), 'no app-server'],
    ['an error for the subcommand', HELP, ended('', { exitCode: 2 }), 'no app-server'],
    ['stdio only', HELP, ended('--listen <URL>  `stdio://`, `ws://`'), 'cannot listen on a Unix socket'],
    ['a terminal program without --remote', '--model <M>', ended(SERVER_HELP), 'cannot attach'],
    ['no answer', HELP, ended('', { exitCode: null, timedOut: true }), 'did not answer in time'],
  ])('with %s it is led by its terminal', (_case, help, serverHelp, why) => {
    const features = readFeatures(VERSION, ended(help), serverHelp);
    expect(features.appServer).toBe(false);
    expect(features.why).toContain(why);
  });

  it('that cannot even be run says so', () => {
    const unstarted = { kind: 'unstarted', reason: 'not_executable', cause: null } as const;
    expect(readFeatures(unstarted, unstarted, unstarted)).toEqual({
      version: null,
      appServer: false,
      why: 'the launcher could not be run',
      noDaemon: false,
    });
  });

  it('a version may carry a suffix', () => {
    const version = (text: string): string | null => readFeatures(ended(text), VERSION, VERSION).version;
    expect(version('codex-cli 0.170.0-alpha.3\n')).toBe('0.170.0-alpha.3');
    expect(version('unknown')).toBeNull();
  });
});

describe('asking a launcher', () => {
  let folder: string;
  let codex: FakeCodexProgram;
  let file: string;

  beforeEach(() => {
    folder = scratchFolder();
    codex = new FakeCodexProgram();
    file = writeProgram(join(folder, 'codex'), '\x7fELF');
  });

  function process(): LauncherFeatures {
    return new LauncherFeatures(codex, new ProbeMemory(folder, () => 'nonce'));
  }

  function asked(): { file: string; env: Record<string, string>; cwd: string } {
    return { file, env: { CODEX_HOME: '/homes/a' }, cwd: folder };
  }

  it('is done once, for all who ask at the same time or later', async () => {
    const features = process();
    const answers = await Promise.all([features.of(asked()), features.of(asked())]);
    await features.of(asked());
    expect(answers[0]).toMatchObject({ version: '0.169.0', appServer: true, noDaemon: true });
    expect(answers[1]).toEqual(answers[0]);
    expect([...codex.questions].sort()).toEqual(['--help', '--version', 'app-server --help']);
    expect(codex.asked[0]).toMatchObject({ file, env: { CODEX_HOME: '/homes/a' }, timeoutMs: 120_000 });
  });

  it('is not done again by another process', async () => {
    const first = await process().of(asked());
    codex.asked.length = 0;
    expect(await process().of(asked())).toEqual(first);
    expect(codex.questions).toEqual([]);
  });

  it('is done again when the file became another one', async () => {
    const features = process();
    await features.of(asked());
    codex.version = '0.170.0';
    writeProgram(file, '\x7fELF, newer');
    expect(await features.of(asked())).toMatchObject({ version: '0.170.0' });
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    codex.version = '0.171.0';
    expect(await process().of(asked())).toMatchObject({ version: '0.171.0' });
  });

  it('is done again when a script starts a newer Codex: its version is asked for every time', async () => {
    writeProgram(file, '#!/bin/sh\nexec codex "$@"\n');
    const features = process();
    await features.of(asked());
    codex.asked.length = 0;
    await features.of(asked());
    expect(codex.questions).toEqual(['--version']);
    codex.version = '0.170.0';
    codex.help = 'no more';
    expect(await process().of(asked())).toMatchObject({ version: '0.170.0', appServer: false });
  });

  it('that does not answer is asked again the next time', async () => {
    const features = process();
    codex.answers = false;
    expect(await features.of(asked())).toMatchObject({
      appServer: false,
      why: 'the launcher did not answer in time',
    });
    codex.answers = true;
    expect(await features.of(asked())).toMatchObject({ appServer: true });
  });

  it('does without a memory that is damaged or cannot be written', async () => {
    writeFileSync(join(folder, 'probes.json'), '{"version":1,"probes":[{"path":7}]}');
    expect(await process().of(asked())).toMatchObject({ appServer: true });
    writeFileSync(join(folder, 'file'), '');
    const nowhere = new LauncherFeatures(codex, new ProbeMemory(join(folder, 'file'), () => 'nonce'));
    expect(await nowhere.of(asked())).toMatchObject({ appServer: true });
  });
});
