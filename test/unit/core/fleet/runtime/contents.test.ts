import { beforeEach, expect, test } from 'vitest';
import type { ContentEvent } from '../../../../../src/core/content/content.ts';
import { PERSON } from '../../../fakes/ports/world.ts';
import { fleet, START, useWorld, world } from '../setup.ts';

useWorld();
beforeEach(async () => fleet.start('a', START, PERSON));

const SECRET = 'words for the person alone';
const said: Extract<ContentEvent, { readonly type: 'item' }> = {
  type: 'item',
  turnId: 'turn-1',
  item: { kind: 'message', id: 'm', by: 'agent', text: SECRET, isOver: true, atMs: 0 },
};

test('what she says is there for whoever shows it, and no change of the Agentin', async () => {
  const changes: string[] = [];
  const contents: string[] = [];
  fleet.onDidChangeAgent(() => changes.push('agent'));
  fleet.contents.onDidChange((agentId) => contents.push(agentId));
  world.codex.server('a').tell({ type: 'begun', turnId: 'turn-1' }, said);
  expect(contents).toEqual(['a', 'a']);
  expect(changes).toEqual([]);
  expect(fleet.contents.of('a').turns[0]?.messages.items[0]?.text).toBe(SECRET);
  expect(fleet.contents.of('b').turns).toEqual([]);
  expect(fleet.contents.of('nobody').turns).toEqual([]);
  const everything = JSON.stringify([fleet.peek('a', PERSON), await fleet.status('a', PERSON), world.store]);
  expect(everything).not.toContain(SECRET);
});

test('her words are heard only while somebody watches', async () => {
  const server = world.codex.server('a');
  const [one, two] = [fleet.contents.watch('a'), fleet.contents.watch('a')];
  expect(server.listeners).toBe(1);
  one.dispose();
  one.dispose();
  expect(server.listeners).toBe(1);
  two.dispose();
  expect(server.listeners).toBe(0);
});

test('a turn of before is read from her conversation, and one that is not there is none', async () => {
  world.codex.server('a').record.set('old', {
    type: 'found',
    turnId: 'old',
    isRunning: false,
    isWhole: false,
    items: [said.item],
  });
  expect((await fleet.contents.read('a', 'old'))?.messages.items[0]?.text).toBe(SECRET);
  expect(await fleet.contents.read('a', 'never')).toBeNull();
  expect(await fleet.contents.read('b', 'old')).toBeNull();
  world.codex.server('a').up = false;
  expect(await fleet.contents.read('a', 'old')).toBeNull();
});
