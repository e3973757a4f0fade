import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { OUTSIDE_AND_NOTES } from './patches.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('inbox');

beforeAll(async () => room.panel.startAll());

/** She asks whether she may write this file where her sandbox forbids it. */
async function askForApproval(file: string, name = 'Mila'): Promise<string> {
  const { send, inbox } = room.panel;
  const cmd = `echo approved > ${file}`;
  await send(name, [
    { do: 'escalate', cmd, justification: 'The result belongs there.' },
    { do: 'say', text: 'I am done.' },
  ]);
  const row = `${name}: ${cmd}`;
  await inbox.waitFor((text) => text.includes(row));
  return row;
}

async function waitForEmptyInbox(): Promise<void> {
  await room.panel.inbox.waitFor((text) => text === '');
  await room.panel.bench.waitForBadge('Codex Master', '');
}

async function fileIsWritten(name: string): Promise<void> {
  const file = path.join(room.panel.world.workspace, name);
  const read = async (): Promise<string> => (existsSync(file) ? readFile(file, 'utf8') : '');
  await eventually(name, read, (text) => text === 'approved\n');
}

/** Their rows stand still then: one that is redrawn under a click takes none. */
async function bothAreDone(): Promise<void> {
  const { agents } = room.panel;
  await agents.waitFor((text) => /Mila · done/.test(text) && /Nora · done/.test(text));
}

/** Presses this key until the keyboard is at the row that is read aloud so. */
async function toRow(key: string, name: RegExp): Promise<void> {
  const { bench } = room.panel;
  const step = async (): Promise<string> => {
    await bench.page.keyboard.press(key);
    return bench.focusedName();
  };
  await eventually(`the keys on ${name.source}`, step, (focused) => name.test(focused));
}

/** What the model was told last of what became of its call. */
async function waitForToolOutput(wanted: RegExp): Promise<void> {
  const outputs = async (): Promise<string> =>
    room.panel.world.model.requests.flatMap((request) => request.toolOutputs).at(-1) ?? '';
  await eventually(`${wanted.source} as a tool's output`, outputs, (output) => wanted.test(output));
}

describe('a command that waits for an approval', () => {
  test('is approved by a click', async () => {
    const { inbox, agents } = room.panel;
    const row = await askForApproval('by-mouse.txt');
    await expect
      .poll(async () => inbox.inlineActions(row))
      .toEqual(['Approve', 'Decline', 'Attach to Terminal']);
    await inbox.inlineAction(row, 'Approve');
    await fileIsWritten('by-mouse.txt');
    await waitForEmptyInbox();
    await agents.waitFor(/Mila · done/);
  });

  test('is approved by keys alone', async () => {
    const { bench } = room.panel;
    await askForApproval('by-keys.txt');
    await bench.page.keyboard.press('Control+Alt+n');
    await eventually(
      'the focus on the row',
      async () => bench.focusedName(),
      (name) => name.startsWith('Mila: echo approved > by-keys.txt, wants to run'),
    );
    await bench.chooseInMenu('Approve', async () => bench.page.keyboard.press('Shift+F10'));
    await fileIsWritten('by-keys.txt');
    await waitForEmptyInbox();
  });

  test('is declined, and the turn goes on without it', async () => {
    const { inbox, agents, world } = room.panel;
    const row = await askForApproval('declined.txt');
    await inbox.inlineAction(row, 'Decline');
    await waitForToolOutput(/rejected|declined|denied/i);
    await agents.waitFor(/Mila · done/);
    await waitForEmptyInbox();
    expect(existsSync(path.join(world.workspace, 'declined.txt'))).toBe(false);
  });

  test('says so when it was answered in the meantime', async () => {
    const { inbox, bench } = room.panel;
    const row = await askForApproval('twice.txt');
    await bench.waitForNotification('wants to run: echo approved > twice.txt');
    await inbox.inlineAction(row, 'Approve');
    await waitForEmptyInbox();
    await bench.pressInNotification('wants to run: echo approved > twice.txt', 'Decline');
    await bench.waitForNotification('already answered');
    await fileIsWritten('twice.txt');
    await room.panel.agents.waitFor(/Mila · done/);
  });
});

describe('several at once', () => {
  test('are approved together after one look at all of them', async () => {
    const { inbox, bench } = room.panel;
    const first = await askForApproval('both-mila.txt', 'Mila');
    const second = await askForApproval('both-nora.txt', 'Nora');
    await inbox.click(first);
    await inbox.click(second, { modifiers: ['ControlOrMeta'] });
    await expect.poll(async () => inbox.list.locator('.monaco-list-row.selected').count()).toBe(2);
    await bench.page.keyboard.press('Control+Enter');
    const text = await bench.dialogText();
    expect(text).toContain('Approve these 2 requests?');
    expect(text).toContain('• Mila (a) wants to run: echo approved > both-mila.txt');
    expect(text).toContain('• Nora (b) wants to run: echo approved > both-nora.txt');
    await bench.pressInDialog('Approve 2');
    await fileIsWritten('both-mila.txt');
    await fileIsWritten('both-nora.txt');
    await waitForEmptyInbox();
    await bothAreDone();
  });

  test('but a key means the row with the focus when that one is not among them', async () => {
    const { inbox, bench, world } = room.panel;
    const first = await askForApproval('not-this.txt', 'Mila');
    await askForApproval('but-this.txt', 'Nora');
    await inbox.click(first);
    await toRow('ArrowDown', /^Nora: echo approved > but-this\.txt/);
    await bench.page.keyboard.press('Control+Enter');
    await fileIsWritten('but-this.txt');
    await inbox.waitFor((text) => text.startsWith(first) && !text.includes('but-this'));
    await toRow('ArrowUp', /^Mila: echo approved > not-this\.txt/);
    await bench.page.keyboard.press('Control+Backspace');
    await waitForEmptyInbox();
    await bothAreDone();
    expect(existsSync(path.join(world.workspace, 'not-this.txt'))).toBe(false);
  });
});

describe('declining with a note', () => {
  test('tells her model why, together with the refusal', async () => {
    const { inbox, bench, world, agents } = room.panel;
    const row = await askForApproval('noted.txt');
    await inbox.contextAction(row, 'Decline with a Note…');
    await bench.quickInput.waitFor('Decline with a note to Mila (a)');
    await bench.quickInput.type('Write it into docs instead.');
    await bench.quickInput.accept();
    const told = async (): Promise<readonly string[]> =>
      world.model.requests.filter((request) => !request.wantsTitle).map((request) => request.userText);
    await eventually('the note in a request', told, (texts) => texts.includes('Write it into docs instead.'));
    // In one request with the refusal: none comes between the one that asked and this.
    const texts = await told();
    expect(texts[texts.indexOf('Write it into docs instead.') - 1]).toContain('noted.txt');
    await agents.waitFor(/Mila · done/);
    await waitForEmptyInbox();
    expect(existsSync(path.join(world.workspace, 'noted.txt'))).toBe(false);
  });
});

describe('a question', () => {
  test('is answered by Quick Pick, something else by an input box, a secret by one that hides it', async () => {
    const { inbox, bench, send, world } = room.panel;
    const options = [
      { label: 'Short', description: 'Three sentences.' },
      { label: 'Long', description: 'With sources.' },
    ];
    await send('Mila', [
      {
        do: 'askPerson',
        questions: [
          { id: 'format', header: 'Format', question: 'In which format?', options },
          { id: 'tone', header: 'Tone', question: 'In which tone?', options },
          { id: 'key', header: 'Key', question: 'With which key?', options, isSecret: true },
        ],
      },
      { do: 'say', text: 'Thank you.' },
    ]);
    await inbox.waitFor(/^Mila: In which format\? · asks · (?:<1|\d+) min of 2 min$/);
    await inbox.click('Mila: In which format?');

    await bench.quickInput.waitFor('Mila (a): Format (1/3) · In which format?');
    await expect
      .poll(async () => bench.quickInput.items())
      .toEqual(['Short · Three sentences.', 'Long · With sources.', 'Something else…']);
    await bench.quickInput.choose('Long');
    await bench.quickInput.waitFor('Tone (2/3)');
    await bench.quickInput.choose('Something else…');
    await bench.quickInput.waitFor('In which tone?');
    await bench.quickInput.type('Like a poem');
    await bench.quickInput.accept();
    await bench.quickInput.waitFor('Key (3/3)');
    await expect.poll(async () => bench.quickInput.isHidden()).toBe(true);
    await bench.quickInput.type('open sesame');
    await bench.quickInput.accept();

    await waitForToolOutput(/"answers"/);
    const outputs = world.model.requests.flatMap(({ toolOutputs }) => toolOutputs);
    expect(JSON.parse(outputs.findLast((output) => output.includes('"answers"')) ?? '')).toEqual({
      answers: {
        format: { answers: ['Long'] },
        tone: { answers: ['Like a poem'] },
        key: { answers: ['open sesame'] },
      },
    });
    await waitForEmptyInbox();
  });
});

describe('files that wait for an approval', () => {
  test('are shown as what would change, one by one and together, and nothing is written before', async () => {
    const { inbox, bench, send, world } = room.panel;
    await send('Mila', [
      { do: 'patch', input: OUTSIDE_AND_NOTES },
      { do: 'say', text: 'Patched.' },
    ]);
    await inbox.waitFor(
      /^Mila: 2 files · wants to change · (?:<1|\d+) min\n {2}outside\.md · new.*\n {2}notes\.md · changed/,
    );
    await inbox.click('notes.md');
    await eventually(
      'the diff of one file',
      async () => bench.diffText(),
      ({ before, after }) => before.includes('# Notes') && after.includes('Buy milk.'),
    );
    await expect.poll(async () => bench.editorTitles()).toContainEqual('Mila (a) wants to change notes.md');
    await inbox.inlineAction('Mila: 2 files', 'Show Changes');
    await eventually(
      'the diff of both',
      async () => bench.editorTitles(),
      (titles) => titles.some((title) => title.includes('wants to change (2 files)')),
    );
    expect(await readFile(path.join(world.workspace, 'docs/notes.md'), 'utf8')).toBe('# Notes\n');
    await inbox.inlineAction('Mila: 2 files', 'Approve');
    await waitForEmptyInbox();
    const notes = async (): Promise<string> => readFile(path.join(world.workspace, 'docs/notes.md'), 'utf8');
    await eventually('the change', notes, (text) => text === '# Notes\nBuy milk.\n');
    expect(await readFile(path.join(world.root, 'outside.md'), 'utf8')).toBe('# Outside\n');
  });
});
