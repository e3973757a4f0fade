import { expect, test } from 'vitest';
import { LogReader } from '../../../../../src/adapters/codex/terminal/logReader.ts';
import { scanOsc } from '../../../../../src/adapters/codex/terminal/osc.ts';
import { readStateReport, readTitle } from '../../../../../src/adapters/codex/terminal/title.ts';
import { fixture } from '../fixtures.ts';

const ESC = '\u001B';
const report = (text: string) => `${ESC}]7501;${text}${ESC}\\`;
const title = (text: string) => `${ESC}]0;${text}\u0007`;

test.each([
  ['state=working:app=codex', 'titleWorking'],
  ['state=idle:app=codex', 'titleIdle'],
  ['state=done:app=codex', 'titleIdle'],
  ['state=blocked:app=codex:kind=permission', 'titleApproval'],
  ['state=blocked:app=codex:kind=question', 'titleQuestion'],
  ['state=error:app=codex', null],
  ['state=working:app=vim', null],
  ['state=working', null],
])('the report %s', (text, expected) => {
  expect(readStateReport({ code: 7501, text })).toBe(expected);
  expect(readStateReport({ code: 0, text })).toBeNull();
});

test.each([
  ['⠋ Aufgabe | project', 'titleWorking'],
  ['[ ! ] Action Required | project', 'titleApproval'],
  ['[ . ] Action Required | Aufgabe | project', 'titleApproval'],
  ['Aufgabe | project', null],
  ['Action Required', null],
  ['a ⠋ b', null],
])('the title %s', (text, expected) => {
  expect(readTitle(text)).toBe(expected);
});

test('sequences are found wherever the pieces are cut', () => {
  const whole = `x${title('eins')}y${report('state=idle:app=codex')}z`;
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const first = scanOsc(whole.slice(0, cut));
    const second = scanOsc(first.rest + whole.slice(cut));
    expect([...first.sequences, ...second.sequences]).toEqual([
      { code: 0, text: 'eins' },
      { code: 7501, text: 'state=idle:app=codex' },
    ]);
  }
});

test('what begins like a sequence and never ends is not kept for ever', () => {
  expect(scanOsc(`${ESC}]0;${'x'.repeat(10_000)}`).rest).toBe('');
});

test('a recorded session ends in the approval it asked for, in whatever pieces it comes', () => {
  const raw = fixture('screens/session.raw');
  for (const size of [raw.length, 1000, 7]) {
    const reader = new LogReader();
    const shown: (string | null)[] = [];
    for (let at = 0; at < raw.length; at += size) shown.push(reader.read(raw.slice(at, at + size)));
    const changes = shown.filter((name) => name !== null);
    expect(changes.at(-1)).toBe('titleApproval');
    if (size < 1000) expect(changes.filter((name, i) => name !== changes[i - 1])).toContain('titleWorking');
  }
});

test.each(['new-model', 'trust', 'sign-in'])('the start dialog "%s" is seen in the raw output', (name) => {
  const reader = new LogReader();
  expect(reader.read(fixture(`screens/start-${name}.raw`))).toBe('paneDialog');
  expect(reader.read(report('state=idle:app=codex'))).toBe('titleIdle');
  expect(reader.read('1. Yes\r\nPress enter to continue')).toBeNull();
});

test('titles count only where Codex reports no states', () => {
  const reader = new LogReader();
  expect(reader.read(title('⠋ project'))).toBe('titleWorking');
  expect(reader.read(report('state=blocked:app=codex:kind=question'))).toBe('titleQuestion');
  expect(reader.read(title('⠙ project'))).toBeNull();
});
