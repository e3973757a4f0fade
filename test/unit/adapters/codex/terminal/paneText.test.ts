import { expect, test } from 'vitest';
import { readPane } from '../../../../../src/adapters/codex/terminal/paneText.ts';
import { fixture, NOW } from '../fixtures.ts';

const read = (screen: string) => readPane(screen, NOW, 0);
const recorded = (name: string) => read(fixture(`screens/${name}.txt`));

test.each([
  ['idle', 'idle'],
  ['working', 'working'],
  ['command-approval', 'needs_approval'],
  ['file-approval', 'needs_approval'],
  ['question', 'needs_input'],
  ['interrupted', 'idle'],
  ['usage-limit', 'limited'],
  ['prose', 'idle'],
  ['start-trust', 'needs_input'],
  ['start-new-model', 'needs_input'],
  ['start-sign-in', 'needs_input'],
])('the recorded screen %s reads as %s', (name, state) => {
  expect(recorded(name)).toMatchObject({ state, source: 'pane', atMs: NOW });
});

test('a limit is read with its reset, though its line is wrapped', () => {
  const time = /try again at (\d+):(\d+) PM/.exec(fixture('screens/usage-limit.txt').replaceAll('\n', ' '));
  expect(recorded('usage-limit')?.untilMs).toBe(
    Date.UTC(2026, 10, 20, 12 + Number(time?.[1]), Number(time?.[2])),
  );
});

const COMPOSER = '\n\n› Ask Codex to do anything\n\n  GPT default · /project\n';

test.each([
  ['a status row', '• Working (1m 12s • esc to interrupt)', 'working'],
  ['another word for it', '• Searching the web (3s • esc to interrupt)', 'working'],
  ['a status row further up', '• Working (5s • esc to interrupt)\n\n  Worked for 5s • 12:00', 'idle'],
  ['a quoted status row', '  "• Working (5s • esc to interrupt)"', 'idle'],
  ['a denial', '• I am not Working (nothing • esc to interrupt)', 'idle'],
  [
    'a limit of the past',
    '■ You’ve hit your usage limit. try again at 1:00 PM.\n\n› next\n\n• Fertig.',
    'idle',
  ],
  ['a limit in prose', '• You’ve hit your usage limit. Try again at 1:00 PM.', 'idle'],
  [
    'a limit in a message of ours',
    '› Explain this:\n  ■ You’ve hit your usage limit. Try again at 1:00 PM.',
    'idle',
  ],
  ['a limit that nothing has to do with', '■ The tests of the rate limit handler pass.', 'idle'],
  ['a warning', '⚠ 5h limit: 12% left · resets at 10:31', 'idle'],
  ['a denial of a limit', '■ You are not rate limited.', 'idle'],
  [
    'a full conversation',
    "■ Codex ran out of room in the model's context window. Start a new thread.",
    'limited',
  ],
  ['a question in prose', '• Would you like to run the following command?\n  1. Yes', 'idle'],
])('%s reads as %s', (_name, above, state) => {
  expect(read(`${above}${COMPOSER}`)?.state).toBe(state);
});

test('a limit tells its kind, its window and whose it is', () => {
  const above =
    "■ You've hit your weekly usage limit. Switch to another model now, or\n  try again at 1:00 PM.";
  expect(read(`${above}${COMPOSER}`)).toMatchObject({
    untilMs: Date.UTC(2026, 10, 20, 13, 0),
    limit: { kind: 'usage', window: 'weekly', model: null },
  });
});

test('text that stands in the composer changes nothing', () => {
  const typed = '› Press enter to confirm or esc to cancel\n  1. Yes\n\n  GPT default · /project';
  expect(read(`• Fertig.\n\n${typed}`)?.state).toBe('idle');
});

test('a screen without anything of ours says nothing', () => {
  expect(read('')).toBeNull();
  expect(read('$ ls\nREADME.md\n$')).toBeNull();
  expect(read('› hello\n\n• Fertig.\n')).toBeNull();
  expect(read('Press enter to continue')).toBeNull();
});
