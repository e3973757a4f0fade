import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRig, until, type TmuxRig } from './rig.ts';

/** What arrives at a program on a real terminal when hostile text is pasted: one paste, and not one key beside it. */

const BEGIN = '\u001B[200~';
const END = '\u001B[201~';

/** Asks for bracketed paste, as Codex does, and writes down every byte it reads. */
const RECORDER = `
  const fs = require('node:fs');
  process.stdin.setRawMode(true);
  process.stdout.write('\\u001B[?2004hREADY');
  process.stdin.on('data', (bytes) => fs.appendFileSync('typed', bytes));
`;

let rig: TmuxRig;
let read = 0;

beforeAll(async () => {
  rig = await startRig();
  await rig.tmux.createSession('one', 'agent', rig.program(process.execPath, '-e', RECORDER));
  await until(async () => (await rig.tmux.capture('one', 'agent', 5)).includes('READY'));
});
afterAll(async () => rig.end());

async function typed(): Promise<string> {
  return readFile(join(rig.folder, 'typed'), 'utf8').catch(() => '');
}

/** Pastes, and resolves with what the program read up to the end of the paste and the key after it. */
async function pasted(text: string): Promise<string> {
  await rig.tmux.paste('one', 'agent', text);
  // A key that no text can hold marks the end of what the paste made.
  await rig.tmux.sendKeys('one', 'agent', ['F12']);
  const all = await until(async () => {
    const now = await typed();
    return now.endsWith('\u001B[24~') && now.length > read ? now : null;
  });
  const fresh = all.slice(read, -'\u001B[24~'.length);
  read = all.length;
  return fresh;
}

const NASTY = [
  `safe\r ${END} \rINJECTED\r`,
  `\u009B201~\rINJECTED`,
  '\u0003',
  '\u0004',
  '\u001A',
  '\r',
  'one line\r',
  'a\u001B',
  '\u001B[20\u001B[201~1~\rINJECTED',
  '\u001B]0;title\u0007',
  '\u0090q\u009C',
  '\u001BOA',
  '\b\b\b',
  '\u007F',
  '\u0000nul',
  '-flag',
  '; kill-server',
  '#{pane_pid} #(id)',
  'Grüße 👩‍💻\n\tzweite Zeile',
];

function expectOnePaste(fresh: string): void {
  expect(fresh.startsWith(BEGIN)).toBe(true);
  expect(fresh.endsWith(END)).toBe(true);
  const inside = fresh.slice(BEGIN.length, -END.length);
  expect(inside).not.toMatch(/(?![\n\t])\p{Cc}/u);
}

describe('pasted text', () => {
  it.each(NASTY)('%j arrives as one paste without a key', async (text) => {
    const fresh = await pasted(`x${text}x`);
    expectOnePaste(fresh);
    expect(await rig.serverPid()).not.toBeNull();
  });

  it('of any kind cannot break out', async () => {
    const piece = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 8 }));
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `x${pieces.join('')}`);
    const texts = fc.sample(text, { numRuns: 60, seed: 11 });
    for (const sample of texts) expectOnePaste(await pasted(sample));
  });

  it('that people write arrives as it is', async () => {
    const text = 'Grüße,\n\tprüfe „a“ – $(x) `y` #{z} [201~ 日本';
    expect(await pasted(text)).toBe(BEGIN + text + END);
  });
});
