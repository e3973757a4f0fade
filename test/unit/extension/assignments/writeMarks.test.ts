import { beforeEach, describe, expect, it } from 'vitest';
import { requestOf, EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { WriteMarks } from '../../../../src/extension/assignments/writeMarks.ts';
import { ui, Uri } from '../../fakes/vscode/index.ts';
import { person, runningFleet, serviceOver } from '../support.ts';

const request = requestOf({
  ...EMPTY_DRAFT,
  role: 'worker',
  task: 'Mend it.',
  paths: 'src/login\ndocs/a.md',
});

beforeEach(() => ui.reset());

async function marksOver(...agentIds: readonly string[]) {
  const fleet = await runningFleet(...agentIds);
  const marks = new WriteMarks(await serviceOver(fleet), () => fleet.nowMs);
  let changes = 0;
  marks.onDidChangeFileDecorations(() => {
    changes += 1;
  });
  const at = (file: string) => marks.provideFileDecoration(Uri.file(file) as never);
  return { fleet, marks, at, changes: () => changes };
}

describe('marks on what may be written', () => {
  it('bear the letter of the Agentin, on the path and all below it, and say who', async () => {
    const { fleet, at } = await marksOver('a');
    await fleet.assign('a', request, null, person);
    expect(at('/repo/src/login/form.ts')).toMatchObject({ badge: 'A', propagate: false });
    expect(at('/repo/docs/a.md')?.tooltip).toMatch(
      /^Mila \(a\) may write here until her assignment is over/u,
    );
    expect(at('/repo/src')).toBeUndefined();
    expect(at('/repo/src/login2')).toBeUndefined();
  });

  it('name both when two may', async () => {
    const { fleet, at } = await marksOver('a', 'b');
    await fleet.assign('a', request, null, person);
    await fleet.assign('b', { ...request, writePaths: ['src'] }, null, person);
    expect(at('/repo/src/login')?.badge).toBe('AB');
    expect(at('/repo/src/cart.ts')?.badge).toBe('B');
  });

  it('are asked for again only when what may be written differs, and go with the assignment', async () => {
    const { fleet, at, changes, marks } = await marksOver('a');
    await fleet.assign('a', request, null, person);
    fleet.happens('a', { type: 'turnDoing', turnId: 'turn-1', doing: 'runs a command' });
    expect(changes()).toBe(1);
    const { assignment } = fleet.peek('a', person).model;
    const delivery = { state: 'completed', turnId: 'turn-1' } as const;
    fleet.happens('a', { type: 'assignment', assignment: { ...assignment!, delivery } });
    expect(changes()).toBe(2);
    expect(at('/repo/docs/a.md')).toBeUndefined();
    marks.dispose();
    expect(ui.providers.has('decorations')).toBe(false);
  });
});
