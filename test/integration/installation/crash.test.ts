import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkout, node24 } from '../../host/paths.ts';
import { Person } from './rig.ts';

const KILLS = 12;
const OWN_CONFIG = '# mine\nmodel = "gpt"\n\n[tui]\ntheme = "dark"\n';

let person: Person;
beforeEach(() => {
  person = new Person('install-crash');
  person.config = OWN_CONFIG;
});
afterEach(() => person.dispose());

/** Installs and is killed after so long; its own children end by themselves. */
async function killedInstall(afterMs: number): Promise<void> {
  const child = spawn(node24, [path.join(checkout, 'dist/cli.js'), 'install'], {
    env: person.env,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
  await ended;
  clearTimeout(timer);
}

it(`an installation that is killed ${KILLS} times leaves what uninstall takes out whole`, async () => {
  const before = person.look();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await killedInstall(150 + kill * 60);
    expect(await person.json('uninstall')).toMatchObject({ ok: true });
    expect(withoutLeavings(person.look())).toEqual(before);
  }
  await killedInstall(500);
  expect(await person.json('install')).toMatchObject({ ok: true });
  expect(await person.json('uninstall')).toMatchObject({ ok: true });
  expect(withoutLeavings(person.look())).toEqual(before);
});

/** A copy under way that nobody finishes stays: it could be somebody else's at work. Folders that hold one stay, too. */
function withoutLeavings(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isLeaving = (name: string): boolean =>
    /^\.codex\/plugins(?:\/cache(?:\/personal(?:\/codex-master(?:\/\.[^/]+\.tmp\..*)?)?)?)?$/u.test(name) ||
    /^\.local(?:\/bin(?:\/\.[^/]+\.tmp)?)?$/u.test(name) ||
    /^\.codex\/config\.toml\.[^/]+\.tmp$/u.test(name);
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !isLeaving(name)));
}
