import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui, Uri } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';

beforeEach(() => {
  ui.reset();
  ui.folders = [{ uri: { fsPath: '/repo' } }];
});

describe('send', () => {
  it('asks for the text and sends it as the person', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.inputs.push('how far are you?');
    await run.send('a');
    expect(ui.shown).toEqual(['input: Message to Mila (a): ']);
    expect(fleet.calls).toEqual(['send a']);
    expect(fleet.peek('a', person).lease).toMatchObject({ mine: true });
  });

  it('sends nothing when the person gives up, and says when it goes into a running turn', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    const { run } = await commandsOver(fleet);
    await run.send('a');
    expect(ui.shown).toEqual([
      'input: Message to Mila (a): She is working: the message goes into the running turn.',
    ]);
    expect(fleet.calls).toEqual([]);
  });

  it('takes the text as argument, for key bindings', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    await run.send('a', 'go on');
    expect(fleet.calls).toEqual(['send a']);
    expect(ui.shown).toEqual([]);
  });

  it('offers to start her when she is down', async () => {
    const fleet = new FakeFleet();
    const { run } = await commandsOver(fleet);
    ui.buttons.push('Start');
    await run.send('a', 'hello');
    expect(ui.shown[0]).toMatch(/^error: Agentin a is not running.*\[Start\]$/u);
    expect(ui.executed).toContainEqual({ id: 'codexMaster.start', args: ['a'] });
  });
});

describe('assign', () => {
  it('walks from who to what the sandbox will allow, and assigns', async () => {
    ui.files.set('/repo/docs/plan.md', '').set('/repo/src/a.ts', '').set('/repo/README.md', '');
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.willPick('Arbeitsbiene');
    ui.inputs.push('  Write the plan.  ', ' npm test ', "grep -q 'two words' docs/plan.md", '');
    ui.picks.push((items) =>
      items.filter((item) => ['docs', 'docs/plan.md', 'README.md'].includes(item.label)),
    );
    ui.buttons.push('Assign');
    await run.assign('a');
    expect(ui.shown).toEqual([
      'pick: Mila (a) as what? (Exploriererin | Arbeitsbiene)',
      'input: Task for Mila (a): Arbeitsbiene: writes where she was told to',
      // Open at once, and busy: a large folder takes time to be looked through.
      'busy: What may Mila (a) write?',
      'pick: What may Mila (a) write? (Type the paths… | -- Folders | The whole folder | docs | src | -- Files | README.md | docs/plan.md | src/a.ts)',
      'input: What must succeed when Mila (a) is done?: A command like npm test, without a shell. Enter alone: nothing.',
      'input: What must succeed when Mila (a) is done?: After npm test: another command. Enter alone: that is all.',
      "input: What must succeed when Mila (a) is done?: After npm test · grep -q 'two words' docs/plan.md: another command. Enter alone: that is all.",
      [
        'modal info: Assign Mila (a) as Arbeitsbiene? [Assign]',
        'Write the plan.',
        '',
        'May read: everything that you may read.',
        'May write: docs, README.md – and nothing else.',
        'Enforced by the operating system sandbox; for a command beyond it she asks you.',
        "Must succeed: npm test · grep -q 'two words' docs/plan.md",
      ].join('\n'),
      'status: Mila (a) has the task.',
    ]);
    expect(fleet.wishes.assign).toMatchObject([
      {
        role: 'worker',
        task: 'Write the plan.',
        writePaths: ['docs', 'README.md'],
        scope: ['docs', 'README.md'],
        acceptance: [
          ['npm', 'test'],
          ['grep', '-q', 'two words', 'docs/plan.md'],
        ],
      },
    ]);
  });

  it('says who else writes there, and gives nothing above or below what others write', async () => {
    ui.files.set('/repo/docs/plan.md', '');
    const fleet = await runningFleet('a', 'b');
    const hers = requestOf({ ...EMPTY_DRAFT, role: 'worker', task: 'Look.', paths: 'docs' });
    await fleet.assign('b', hers, null, person);
    const { run } = await commandsOver(fleet);
    const assign = async (path: string): Promise<void> => {
      ui.willPick('Arbeitsbiene');
      ui.inputs.push('Write.');
      ui.picks.push((items) => items.filter((item) => item.label === path));
      ui.inputs.push('');
      await run.assign('a');
    };
    await assign('docs');
    expect(ui.shown.at(-1)).toContain(
      'Others may write there too\nNora (b) may write docs until her assignment is over.',
    );
    await assign('docs/plan.md');
    expect(ui.shown.at(-1)).toContain('Nora (b) works in docs, which holds docs/plan.md.');
    expect(fleet.wishes.assign).toEqual([hers]);
  });

  it('needs no paths for an Exploriererin', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.willPick('Exploriererin');
    ui.inputs.push('Look around.');
    ui.buttons.push('Assign');
    await run.assign('a');
    expect(ui.shown.at(-2)).toContain(
      'May write: nothing.\nEnforced by the operating system sandbox; she cannot',
    );
    expect(fleet.wishes.assign).toMatchObject([{ role: 'explorer', writePaths: [], scope: [] }]);
  });

  it('takes over what was selected in the Explorer', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    const uris = [Uri.file('/repo/src/login.ts'), Uri.file('/elsewhere/notes.md')];
    ui.willPick('Mila', 'Arbeitsbiene');
    ui.inputs.push('Mend the login.', '');
    ui.buttons.push('Assign');
    await run.assign(uris[0], uris);
    expect(ui.shown[1]).toBe('pick: Mila (a) as what? (Arbeitsbiene | Exploriererin)');
    expect(fleet.wishes.assign).toMatchObject([{ writePaths: ['src/login.ts', '/elsewhere/notes.md'] }]);
  });

  it('lets paths be typed', async () => {
    ui.files.set('/repo/README.md', '');
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    ui.willPick('Arbeitsbiene');
    ui.inputs.push('Write it.', 'docs/new.md , src', '');
    ui.picks.push((items) => items.filter((item) => item.label === 'Type the paths…'));
    ui.buttons.push('Assign');
    await run.assign('a');
    expect(fleet.wishes.assign).toMatchObject([{ writePaths: ['docs/new.md', 'src'] }]);
  });

  it('starts an Agentin that is down before it assigns', async () => {
    const fleet = new FakeFleet(['a']);
    const { run } = await commandsOver(fleet);
    ui.willPick('Exploriererin');
    ui.inputs.push('Look around.');
    ui.buttons.push('Assign');
    await run.assign();
    expect(fleet.calls).toEqual(['start a', 'assign a', 'send a']);
  });

  it('says at once that a busy one cannot take it', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    const { run } = await commandsOver(fleet);
    await run.assign('a');
    expect(ui.shown).toEqual(['error: Mila (a) cannot take a task now: working. [Attach]']);
  });

  it('does nothing when the person stops at any step', async () => {
    const fleet = await runningFleet('a');
    const { run } = await commandsOver(fleet);
    await run.assign('a');
    ui.willPick('Exploriererin');
    await run.assign('a');
    ui.willPick('Exploriererin');
    ui.inputs.push('Look around.');
    await run.assign('a');
    expect(fleet.calls).toEqual([]);
  });

  it('tells when a scope cannot be enforced, and when nothing else is', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'control', control: 'terminal' });
    fleet.happens('a', {
      type: 'sighting',
      sighting: { state: 'idle', source: 'pane', evidence: 'x', atMs: fleet.nowMs, untilMs: null },
    });
    fleet.config = { ...fleet.config, launch: { ...fleet.config.launch, policy: 'yolo' } };
    const { run } = await commandsOver(fleet);
    ui.willPick('Exploriererin');
    ui.inputs.push('Look around.');
    await run.assign('a');
    expect(ui.shown.at(-1)).toContain('Not enforced: with her launcher, this Agentin is only told so.');
    expect(ui.shown.at(-1)).toContain(
      'Outside of assignments the fleet file lets her do everything ("yolo").',
    );
  });
});

describe('looking', () => {
  it('attaches, and counts as having looked', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, person);
    fleet.finishes('a');
    expect(fleet.peek('a', person).activity.state).toBe('done');
    const { run, around } = await commandsOver(fleet);
    await run.attach();
    expect(around.attached).toEqual(['a']);
    expect(fleet.peek('a', person).activity.state).toBe('idle');
  });

  it('opens the page, at the reasons for the state when asked why', async () => {
    const { run, around } = await commandsOver(new FakeFleet());
    await run.showAgent('a');
    await run.showWhy('b');
    expect(around.pages).toEqual(['a top', 'b why']);
  });

  it('marks as looked at without opening anything', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.send('b', { text: 'x', enter: true, idempotencyKey: null }, person);
    fleet.finishes('b');
    const { run } = await commandsOver(fleet);
    await run.markLooked();
    expect(fleet.peek('b', person).activity.state).toBe('idle');
  });
});
