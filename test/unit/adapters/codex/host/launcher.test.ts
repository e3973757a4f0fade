import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkHome, findLauncher } from '../../../../../src/adapters/codex/host/launcher.ts';
import { FleetError } from '../../../../../src/core/errors.ts';
import { agentAt, npmCodex, scratchFolder, writeProgram } from './support.ts';

async function refusal(work: Promise<unknown>): Promise<FleetError> {
  const failure: unknown = await work.catch((error: unknown) => error);
  if (!FleetError.is(failure)) throw new Error('it was not refused');
  return failure;
}

describe('the home of an Agentin', () => {
  it('must be a directory, or a link to one', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(folder, join(folder, 'link'));
    await checkHome(agentAt(folder));
    await checkHome(agentAt(join(folder, 'link')));
    for (const home of [join(folder, 'file'), join(folder, 'nothing')]) {
      const failure = await refusal(checkHome(agentAt(home)));
      expect(failure.code).toBe('home_missing');
      expect(failure.message).not.toContain(folder);
    }
  });
});

describe('a launcher that the fleet file names', () => {
  it('is taken as it is', async () => {
    const folder = scratchFolder();
    const runner = writeProgram(join(folder, 'start-codex'));
    expect(await findLauncher(agentAt(folder, { runner }), {})).toBe(runner);
  });

  it('must be there, a real file, and executable; no other is taken instead', async () => {
    const folder = scratchFolder();
    const program = writeProgram(join(folder, 'bin/codex'));
    writeFileSync(join(folder, 'plain'), '');
    mkdirSync(join(folder, 'folder'));
    symlinkSync(program, join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    const codes = await Promise.all(
      ['nothing', 'plain', 'folder', 'link', 'broken'].map(async (name) => {
        const agent = agentAt(folder, { runner: join(folder, name) });
        const failure = await refusal(findLauncher(agent, { PATH: join(folder, 'bin') }));
        expect(failure.message).not.toContain(folder);
        return failure.code;
      }),
    );
    expect(codes).toEqual([
      'launcher_missing',
      'launcher_not_executable',
      'launcher_not_executable',
      'launcher_is_symlink',
      'launcher_is_symlink',
    ]);
  });
});

describe('without a named launcher', () => {
  it('the one in the home is taken before PATH, and held to the same rules', async () => {
    const folder = scratchFolder();
    const onPath = writeProgram(join(folder, 'bin/codex'));
    const home = join(folder, 'home');
    const own = writeProgram(join(home, 'codex'));
    expect(await findLauncher(agentAt(home), { PATH: join(folder, 'bin') })).toBe(own);
    const linked = join(folder, 'linked');
    mkdirSync(linked);
    symlinkSync(onPath, join(linked, 'codex'));
    expect((await refusal(findLauncher(agentAt(linked), { PATH: join(folder, 'bin') }))).code).toBe(
      'launcher_is_symlink',
    );
  });

  it('codex from PATH is taken, links followed; what cannot be executed and relative entries are passed over', async () => {
    const folder = scratchFolder();
    const program = writeProgram(join(folder, 'opt/codex'));
    mkdirSync(join(folder, 'first/codex'), { recursive: true });
    mkdirSync(join(folder, 'second'));
    writeFileSync(join(folder, 'second/codex'), '');
    mkdirSync(join(folder, 'third'));
    symlinkSync(program, join(folder, 'third/codex'));
    const path = [
      '',
      '.',
      'relative',
      ...['first', 'second', 'third'].map((name) => join(folder, name)),
    ].join(':');
    expect(await findLauncher(agentAt(folder), { PATH: path })).toBe(program);
  });

  it("npm's script is left out: its native program is started", async () => {
    const folder = scratchFolder();
    const { script, native } = npmCodex(folder);
    mkdirSync(join(folder, 'bin'));
    symlinkSync(script, join(folder, 'bin/codex'));
    expect(await findLauncher(agentAt(folder), { PATH: join(folder, 'bin') })).toBe(native);
  });

  it("npm's script is started where the native program is not found", async () => {
    const folder = scratchFolder();
    const script = writeProgram(join(folder, 'lib/bin/codex.js'));
    mkdirSync(join(folder, 'bin'));
    symlinkSync(script, join(folder, 'bin/codex'));
    expect(await findLauncher(agentAt(folder), { PATH: join(folder, 'bin') })).toBe(
      join(folder, 'bin/codex'),
    );
  });

  it('a shim that goes by its own name is started by that name', async () => {
    const folder = scratchFolder();
    const shim = writeProgram(join(folder, 'opt/shim'));
    mkdirSync(join(folder, 'bin'));
    symlinkSync(shim, join(folder, 'bin/codex'));
    expect(await findLauncher(agentAt(folder), { PATH: join(folder, 'bin') })).toBe(
      join(folder, 'bin/codex'),
    );
  });

  it('nowhere, it is said how to install it', async () => {
    const failure = await refusal(findLauncher(agentAt(scratchFolder()), { PATH: '/nowhere' }));
    expect(failure.code).toBe('codex_missing');
    expect(failure.message).toContain('npm install');
    expect((await refusal(findLauncher(agentAt(scratchFolder()), {}))).code).toBe('codex_missing');
  });
});
