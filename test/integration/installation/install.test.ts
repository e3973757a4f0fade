import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout, node24 } from '../../host/paths.ts';
import { Person } from './rig.ts';

const wrapper = path.join(checkout, 'media/plugin/bin/codex-master-mcp');
const OWN_CONFIG = '# mine\nmodel = "gpt" # why\n\n[mcp_servers.other]\ncommand = "x"';

let person: Person;
beforeEach(() => {
  person = new Person('install');
  person.config = OWN_CONFIG;
});
afterEach(() => person.dispose());

describe('codex-master-mcp install', () => {
  it('links, tests, registers and brings the plugin; a second time there is nothing to do', async () => {
    expect(await person.json('install')).toMatchObject({
      ok: true,
      install_path: 'not_returned',
      install_path_state: 'default',
      target_state: 'matching_repo_wrapper',
      symlink: 'created',
      startup_self_test: { ok: true, status: 'ok' },
      mcp: {
        requested: true,
        status: 'registered',
        startup_timeout: { status: 'updated', startup_timeout_sec: 120 },
      },
      plugin_cache_install: { ok: true, status: 'synced', plugin_cache: { ok: true } },
      plugin_activation: 'enabled',
    });
    expect(readlinkSync(person.link)).toBe(wrapper);
    const got = JSON.parse(
      (await person.run('codex', 'mcp', 'get', 'codex-master-mcp', '--json')).out,
    ) as unknown;
    expect(got).toMatchObject({ transport: { command: person.link, args: [] }, startup_timeout_sec: 120 });
    const before = person.look();
    expect(await person.json('install')).toMatchObject({
      ok: true,
      symlink: 'already_installed',
      mcp: { status: 'already_registered', startup_timeout: { status: 'already_configured' } },
      plugin_cache_install: { changed: false },
      plugin_activation: 'already_enabled',
    });
    expect(person.look()).toEqual(before);
  });

  it('the link serves and is the command line, too', async () => {
    await person.json('install', '--no-register', '--no-plugin-cache');
    expect((await person.run(person.link, '--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect((await person.run(person.link, 'app-bridge-status', '--json')).out).toContain(
      'connector_id_missing',
    );
    expect(person.config).toBe(OWN_CONFIG);
  });

  it('keeps a longer time-out, and raises a shorter one', async () => {
    await person.json('install', '--no-plugin-cache');
    person.config = (person.config ?? '').replace('_sec = 120', '_sec = 300');
    expect(await person.json('install')).toMatchObject({
      mcp: { startup_timeout: { status: 'already_configured', startup_timeout_sec: 300 } },
    });
    person.config = (person.config ?? '').replace('_sec = 300', '_sec = 5');
    expect(await person.json('install')).toMatchObject({
      mcp: { status: 'already_registered', startup_timeout: { status: 'updated', startup_timeout_sec: 120 } },
    });
  });

  it.each<[string, string, (() => void) | null, readonly string[]]>([
    ['another link', 'install_refused', () => plant(() => symlinkSync('/bin/true', person.link)), []],
    ['a link to nothing', 'install_refused', () => plant(() => symlinkSync('/nowhere', person.link)), []],
    ['a circle', 'install_refused', () => plant(() => symlinkSync(person.link, person.link)), []],
    [
      'a file, force or not',
      'install_refused',
      () => plant(() => writeFileSync(person.link, 'mine')),
      ['--force'],
    ],
    [
      'a link among the folders above',
      'install_refused',
      () => {
        mkdirSync(path.join(person.root, 'elsewhere'));
        symlinkSync(path.join(person.root, 'elsewhere'), path.join(person.root, '.local'));
      },
      ['--force'],
    ],
    [
      'another registration of the name',
      'install_refused',
      () => (person.config = '[mcp_servers.codex-master-mcp]\ncommand = "python3"\n'),
      [],
    ],
    ['a broken config.toml', 'install_refused', () => (person.config = '[[['), []],
    [
      'a config.toml that is a link',
      'install_refused',
      () => {
        unlinkSync(path.join(person.codexHome, 'config.toml'));
        writeFileSync(path.join(person.root, 'dotfile'), '');
        symlinkSync('../dotfile', path.join(person.codexHome, 'config.toml'));
      },
      [],
    ],
    ['no Codex', 'codex_missing', () => (person.env['PATH'] = withoutCodex()), []],
    [
      'a home that is not there',
      'home_missing',
      () => (person.env['CODEX_HOME'] = path.join(person.root, 'no')),
      [],
    ],
    [
      "an Agentin's home",
      'install_refused',
      () => (person.env['CODEX_HOME'] = path.join(person.root, 'agent')),
      [],
    ],
    [
      "an Agentin's home by another name",
      'install_refused',
      () => {
        symlinkSync('agent', path.join(person.root, 'alias'));
        person.env['CODEX_HOME'] = path.join(person.root, 'alias');
      },
      ['--no-register', '--force'],
    ],
  ])('refuses %s, and changes nothing', async (_what, code, prepare, flags) => {
    prepare?.();
    const before = person.look();
    const { code: exit, out } = await person.cli('install', ...flags, '--json');
    expect([exit, (JSON.parse(out) as { error_code: string }).error_code]).toEqual([1, code]);
    expect(out).not.toContain(person.root);
    expect(person.look()).toEqual(before);
  });

  it('replaces another link and another registration when told to', async () => {
    plant(() => symlinkSync('/bin/true', person.link));
    person.config = '[mcp_servers.codex-master-mcp]\ncommand = "python3"\n';
    expect(await person.json('install', '--force')).toMatchObject({
      symlink: 'replaced',
      mcp: { status: 'registered' },
    });
    expect(person.config).not.toContain('python3');
  });

  it('renews a link of its own that leads to a version that is gone', async () => {
    await person.json('install');
    const record = path.join(person.root, 'state/install.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace(wrapper, '/gone/codex-master-mcp'));
    unlinkSync(person.link);
    symlinkSync('/gone/codex-master-mcp', person.link);
    expect(await person.json('install')).toMatchObject({ ok: true, symlink: 'replaced' });
    expect(readlinkSync(person.link)).toBe(wrapper);
  });

  it('says what was done when a step fails, and goes on the next time', async () => {
    // Codex answers, and registers nothing.
    const bin = path.join(person.root, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'codex'), '#!/bin/sh\n[ "$1" = --version ]\n');
    chmodSync(path.join(bin, 'codex'), 0o755);
    const usual = person.env['PATH'] ?? '';
    person.env['PATH'] = `${bin}:${usual}`;
    expect(await person.json('install')).toMatchObject({
      error_code: 'install_incomplete',
      failed_step: 'register',
      done: { ok: false, symlink: 'created', mcp: { status: 'skipped' } },
    });
    expect(person.config).toBe(OWN_CONFIG);
    person.env['PATH'] = usual;
    expect(await person.json('install')).toMatchObject({
      ok: true,
      symlink: 'already_installed',
      mcp: { status: 'registered' },
    });
    expect(await person.json('uninstall')).toMatchObject({ ok: true, symlink: 'removed' });
  });
});

describe('codex-master-mcp uninstall', () => {
  it.each([OWN_CONFIG, '', 'model = "gpt"\n', null])(
    'leaves everything as it was before: %j',
    async (config) => {
      if (config === null) rmSync(path.join(person.codexHome, 'config.toml'));
      else person.config = config;
      const before = person.look();
      await person.json('install');
      expect(await person.json('uninstall')).toMatchObject({
        ok: true,
        mcp: { status: 'removed' },
        symlink: 'removed',
        plugin_cache: { status: 'removed', removed_version_count: 1 },
        plugin_activation: 'removed',
      });
      expect(person.look()).toEqual(before);
      expect(await person.json('uninstall')).toMatchObject({
        ok: true,
        mcp: { status: 'not_registered' },
        symlink: 'missing',
        plugin_cache: { status: 'not_installed' },
      });
    },
  );

  it('takes its own out of a config.toml that was edited since, and leaves the edit', async () => {
    await person.json('install');
    person.config = `${person.config ?? ''}\n[tui]\ntheme = "dark"\n`;
    await person.json('uninstall');
    expect(person.config).not.toMatch(/codex-master/u);
    expect(person.config).toContain('theme = "dark"');
    expect(person.config).toContain('[mcp_servers.other]');
  });

  it('takes the registration out that was there before, as its command goes, however TOML spells it', async () => {
    const rest = 'model = "gpt-5.5" # mine\n\n[mcp_servers]\nother = { command = "true" }\n';
    person.config = `${rest}codex-master-mcp = { command = "${person.link}", startup_timeout_sec = 5 }\n`;
    expect(await person.json('install')).toMatchObject({
      mcp: { status: 'already_registered', startup_timeout: { status: 'updated', startup_timeout_sec: 120 } },
    });
    expect(await person.json('uninstall')).toMatchObject({ mcp: { status: 'removed' }, symlink: 'removed' });
    expect(person.config).toBe(rest);
  });

  it('keeps what it is told to keep', async () => {
    await person.json('install');
    expect(
      await person.json('uninstall', '--keep-registration', '--keep-symlink', '--keep-plugin-cache'),
    ).toMatchObject({
      mcp: { status: 'skipped' },
      symlink: 'skipped',
      plugin_cache: { status: 'skipped' },
      plugin_activation: 'skipped',
    });
    expect(await person.json('install')).toMatchObject({ mcp: { status: 'already_registered' } });
    expect(await person.json('uninstall')).toMatchObject({ mcp: { status: 'removed' }, symlink: 'removed' });
  });

  it('leaves what others made', async () => {
    plant(() => symlinkSync('/bin/true', person.link));
    person.config = '[mcp_servers.codex-master-mcp]\ncommand = "python3"\n';
    const before = person.look();
    expect(await person.json('uninstall', '--remove-symlink')).toMatchObject({
      mcp: { status: 'left_in_place_other_command' },
      symlink: 'left_in_place_not_repo_wrapper',
      plugin_cache: { status: 'not_installed' },
    });
    expect(person.look()).toEqual(before);
  });

  it('removes a link that somebody else made to our program only when told to', async () => {
    plant(() => symlinkSync(wrapper, person.link));
    expect(await person.json('uninstall')).toMatchObject({ symlink: 'left_in_place_not_installed_by_us' });
    expect(await person.json('uninstall', '--remove-symlink')).toMatchObject({ symlink: 'removed' });
  });

  it('finds the link at the path that was named', async () => {
    const link = path.join(person.root, 'my tools', 'lead');
    expect(await person.json('install', '--path', 'my tools/lead')).toMatchObject({
      install_path_state: 'custom',
      symlink: 'created',
    });
    expect(readlinkSync(link)).toBe(wrapper);
    expect(await person.json('uninstall', '--path', '~/my tools/lead')).toMatchObject({
      mcp: { status: 'removed' },
      symlink: 'removed',
    });
    expect(person.config).toBe(OWN_CONFIG);
  });
});

function plant(make: () => void): void {
  mkdirSync(path.dirname(person.link), { recursive: true });
  make();
}

/** A PATH with Node 24 and without Codex. */
function withoutCodex(): string {
  const bin = path.join(person.root, 'node-only');
  mkdirSync(bin);
  symlinkSync(node24, path.join(bin, 'node'));
  return `${bin}:/usr/bin:/bin`;
}
