import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FleetConfigSource, fleetFilePath } from '../../../../src/adapters/config/index.ts';
import { RecordingLogger } from '../store/support.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let home: string;
let path: string;
let logger: RecordingLogger;

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'cm-config-'));
  path = fleetFilePath({ HOME: home });
  logger = new RecordingLogger();
  onTestFinished(() => clearFolder(home));
});

async function openSource(): Promise<FleetConfigSource> {
  const source = await FleetConfigSource.open({ HOME: home }, logger);
  onTestFinished(() => source.dispose());
  return source;
}

function writeFleet(text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The way careful editors save: a new file takes the old one's place. */
function replaceFleet(text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function ids(source: FleetConfigSource): string {
  return source
    .current()
    .agents.map(({ id }) => id)
    .join(' ');
}

function nextChange(source: FleetConfigSource): Promise<string> {
  return new Promise((resolve) => {
    const handle = source.onDidChange(() => {
      handle.dispose();
      resolve(ids(source));
    });
  });
}

describe('the configuration while the file changes', () => {
  it('follows a file that is made, replaced, rewritten and removed', async () => {
    const source = await openSource();
    const watching = source.watch();
    for (const [change, expected] of [
      [() => writeFleet('{"agents": [{"id": "x"}]}'), 'x'],
      [() => replaceFleet('{"agents": [{"id": "y"}]}'), 'y'],
      [() => writeFleet('{"agents": [{"id": "z"}]}'), 'z'],
      [() => rmSync(path), 'a b'],
      [() => writeFleet('{"agents": [{"id": "again"}]}'), 'again'],
      [() => rmSync(join(home, '.config'), { recursive: true }), 'a b'],
      [() => writeFleet('{"agents": [{"id": "last"}]}'), 'last'],
    ] as const) {
      const changed = nextChange(source);
      change();
      expect(await changed).toBe(expected);
    }
    watching.dispose();
  });

  it('follows what a link leads to', async () => {
    const target = join(home, 'dotfiles', 'fleet.json');
    mkdirSync(dirname(target));
    writeFileSync(target, '{"agents": [{"id": "x"}]}');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
    const source = await openSource();
    source.watch();
    const changed = nextChange(source);
    writeFileSync(target, '{"agents": [{"id": "y"}]}');
    expect(await changed).toBe('y');
  });

  it('keeps what runs while the file is broken, and says so', async () => {
    writeFleet('{"agents": [{"id": "x"}]}');
    const source = await openSource();
    writeFleet('{"agents": [{"id": ');
    await source.reload();
    expect(ids(source)).toBe('x');
    expect(source.problem()).toMatchObject({ code: 'config_invalid' });
    writeFleet('{"agents": [{"id": "y"}]}');
    await source.reload();
    expect(ids(source)).toBe('y');
    expect(source.problem()).toBeNull();
  });

  it('fires for changed values, not for a touched file', async () => {
    writeFleet('{"agents": [{"id": "x"}]}');
    const source = await openSource();
    let fired = 0;
    source.onDidChange(() => (fired += 1));
    writeFleet('{ "agents": [{ "id": "x" }] } // only looks different');
    await source.reload();
    expect(fired).toBe(0);
    writeFleet('{');
    await source.reload();
    await source.reload();
    expect(fired).toBe(1);
    expect(logger.lines).toHaveLength(1);
  });

  it('begins without Agentinnen when the file is broken from the start: none of another fleet are started', async () => {
    writeFleet('{');
    const source = await openSource();
    expect(ids(source)).toBe('');
    expect(source.problem()).toMatchObject({ code: 'config_invalid' });
  });

  it('is followed until the last of those who watch has ended', async () => {
    const source = await openSource();
    const first = source.watch();
    source.watch();
    first.dispose();
    first.dispose();
    const changed = nextChange(source);
    writeFleet('{"agents": [{"id": "x"}]}');
    expect(await changed).toBe('x');
  });
});
