import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { personHolder } from '../../../src/operations/holder.ts';
import { node24 } from '../../host/paths.ts';
import { message } from './requests.ts';
import { is, LEAD, START, until, useRig } from './rig.ts';

/** Windows on one fleet, each a process of its own. */

const rig = useRig('windows');
const PERSON = personHolder(process.getuid?.() ?? 0);

interface Line {
  readonly atMs: number;
  readonly state?: string;
  readonly pending?: readonly string[];
  readonly held?: string;
  readonly found?: string;
  readonly finding?: string | null;
  readonly idleSeconds?: number;
  readonly answered?: string;
  readonly ok?: boolean;
  readonly code?: string;
  readonly holds?: boolean;
}

/** A window in a process; ended with the test. */
class Window {
  readonly lines: Line[] = [];
  readonly process: ChildProcess;
  readonly #heard: (() => void)[] = [];

  constructor() {
    const worker = path.join(import.meta.dirname, 'windowWorker.ts');
    this.process = spawn(node24, [worker], {
      env: rig.world.env,
      cwd: rig.world.workspace,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.process;
    if (stdout === null) throw new Error('no stdout');
    createInterface({ input: stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line) as Line);
      for (const hear of this.#heard.splice(0)) hear();
    });
    onTestFinished(async () => this.end('SIGKILL'));
  }

  say(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** The first line, from now on or already there, that is so. */
  async saw(what: string, isIt: (line: Line) => boolean, from = 0): Promise<Line> {
    const deadline = Date.now() + 90_000;
    for (;;) {
      const found = this.lines.slice(from).find(isIt);
      if (found !== undefined) return found;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw new Error(`a window never saw ${what}: ${JSON.stringify(this.lines.slice(-5))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#heard.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async end(signal: 'SIGKILL' | null): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => {
      this.process.once('exit', resolve);
    });
    if (signal === null) this.say('end');
    else this.process.kill(signal);
    await ended;
  }
}

async function windows(): Promise<readonly [Window, Window]> {
  const [one, other] = [new Window(), new Window()];
  await Promise.all(
    [one, other].map(async (window) =>
      window.saw('her', ({ state }) => state !== undefined && state !== 'stopped'),
    ),
  );
  return [one, other];
}

const escalate = (file: string) =>
  message(
    { do: 'escalate', cmd: `echo once >> ${file}`, justification: 'May I?' },
    { do: 'say', text: 'ok' },
  );

beforeAll(async () => {
  const file = JSON.parse(readFileSync(rig.world.fleetFile, 'utf8')) as Record<string, unknown>;
  const watchdog = { idleSeconds: 2, intervalSeconds: 1, graceSeconds: 1, action: 'none' };
  writeFileSync(rig.world.fleetFile, JSON.stringify({ ...file, watchdog }));
  await rig.fleet.start('a', START, LEAD);
  await until(rig.fleet, 'a', is('idle'));
});

describe('windows on one fleet', () => {
  it('show the same, as soon as it happens', async () => {
    const [one, other] = await windows();
    await rig.fleet.send('a', message({ do: 'stall' }), LEAD);
    // How soon is measured by `npm run bench`: here a machine may be as slow as it is.
    const seen = await Promise.all([one, other].map(async (window) => window.saw('work', shows('working'))));
    one.say('hold');
    await one.saw('its own hold', ({ holds }) => holds === true);
    await other.saw('the hold', ({ held }) => held !== undefined && held !== 'free');
    await one.end('SIGKILL');
    // What a window held that is gone holds nobody up.
    await rig.fleet.interrupt('a', { force: false }, LEAD);
    rig.world.model.release();
    await other.saw('the end', shows('idle'), other.lines.indexOf(seen[1] as Line));
  });

  it('give one answer when both answer at once, and the other is told that it was answered', async () => {
    const [one, other] = await windows();
    for (let round = 0; round < 4; round += 1) {
      const file = path.join(rig.world.workspace, `answered-${round}.txt`);
      const from = [one.lines.length, other.lines.length];
      await rig.fleet.send('a', escalate(file), LEAD);
      const isAsked = ({ pending }: Line): boolean => (pending?.length ?? 0) > 0;
      const [asked] = await Promise.all([
        one.saw('the question', isAsked, from[0]),
        other.saw('the question', isAsked, from[1]),
      ]);
      const key = asked.pending?.[0] ?? '';
      const kinds = round % 2 === 0 ? (['accept', 'decline'] as const) : (['decline', 'accept'] as const);
      one.say(`answer ${key} ${kinds[0]}`);
      other.say(`answer ${key} ${kinds[1]}`);
      const told = await Promise.all([
        one.saw('its answer', ({ answered }) => answered !== undefined, from[0]),
        other.saw('its answer', ({ answered }) => answered !== undefined, from[1]),
      ]);
      const won = told.filter(({ ok }) => ok === true);
      expect([won.length, told.filter(({ code }) => code === 'nothing_pending').length]).toEqual([1, 1]);
      await until(rig.fleet, 'a', (now) => now.model.turn === null);
      // What was told is what was done.
      expect(existsSync(file)).toBe(won[0]?.answered === 'accept');
      if (existsSync(file)) expect(readFileSync(file, 'utf8')).toBe('once\n');
      rig.fleet.markLooked('a');
    }
  });

  it('have one watchdog, which moves on when its window closes or is killed', async () => {
    // It leaves alone whom a lead holds: the person does.
    await rig.fleet.release('a', { force: false }, LEAD);
    const [one, other] = await windows();
    await rig.fleet.send('a', message({ do: 'stall' }), PERSON);
    const found = ({ found: text }: Line): boolean => text !== undefined;
    const silentFor =
      (seconds: number) =>
      ({ finding, idleSeconds = 0 }: Line): boolean =>
        finding === 'silent' && idleSeconds > seconds;
    const first = await Promise.race([
      one.saw('silence', found).then(() => one),
      other.saw('silence', found).then(() => other),
    ]);
    const second = first === one ? other : one;
    // Who does not lead shows it, too.
    const { idleSeconds: shown = 0 } = await second.saw('what the first found', silentFor(0));
    await first.end('SIGKILL');
    const { idleSeconds: later = 0 } = await second.saw('its own look', silentFor(shown + 1));
    const third = new Window();
    await third.saw('what was found before it came', silentFor(0));
    await second.end(null);
    await third.saw('its own look', silentFor(later + 1));
    // It is one silence: whoever takes over goes on with it, and nobody is told again.
    expect([first, second, third].map(({ lines }) => lines.filter(found).length)).toEqual([1, 0, 0]);
    await rig.fleet.interrupt('a', { force: false }, PERSON);
    rig.world.model.release();
    // The fleet went on under all of that.
    await until(rig.fleet, 'a', (now) => now.model.turn === null);
  });
});

function shows(state: string): (line: Line) => boolean {
  return (line) => line.state === state;
}
