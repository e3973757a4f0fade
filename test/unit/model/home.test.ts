import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedEnv, SCRIPTED_MODEL, writeScriptedHome } from '../../model/home.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scripted-home-'));
});

afterEach(async () => {
  await clearFolder(folder);
});

async function config(options: Omit<Parameters<typeof writeScriptedHome>[1], 'port'> = {}): Promise<string> {
  await writeScriptedHome(path.join(folder, 'home'), { port: 1234, ...options });
  return readFile(path.join(folder, 'home', 'config.toml'), 'utf8');
}

describe('a scripted home', () => {
  it('points Codex to the scripted model', async () => {
    const toml = await config();
    expect(toml).toContain(`model = "${SCRIPTED_MODEL}"\nmodel_provider = "scripted"`);
    expect(toml).toContain('base_url = "http://127.0.0.1:1234/v1"');
    expect(toml).toContain('check_for_update_on_startup = false');
    expect(toml).toContain(`env_key = "${Object.keys(scriptedEnv()).join()}"`);
  });

  it('is readable by its owner only', async () => {
    await config();
    expect((await stat(path.join(folder, 'home'))).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(folder, 'home', 'config.toml'))).mode & 0o777).toBe(0o600);
  });

  it('trusts its projects, whatever their names', async () => {
    expect(await config({ projects: ['/a "b"\\c'] })).toContain(
      '[projects."/a \\"b\\"\\\\c"]\ntrust_level = "trusted"',
    );
  });

  it('lets the model ask questions unless told', async () => {
    expect(await config()).toContain('default_mode_request_user_input = true');
    expect(await config({ questions: false })).not.toContain('[features]');
  });

  it('puts further keys before the first table', async () => {
    const toml = await config({ extraToml: 'approval_policy = "never"' });
    expect(toml.indexOf('approval_policy')).toBeLessThan(toml.indexOf('['));
  });
});
