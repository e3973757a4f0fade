import { describe, expect, it } from 'vitest';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { call, runningFleet } from './support.ts';

async function problemOf(name: string, args: unknown): Promise<string> {
  const fleet = new FakeFleet();
  const outcome = await call(fleet, name, args);
  expect(outcome).toMatchObject({
    ok: false,
    value: { error_code: 'invalid_arguments', retryable: false },
  });
  expect(fleet.calls, 'nothing was dispatched').toEqual([]);
  return String(outcome.value['error']);
}

describe('arguments that are wrong', () => {
  it.each([
    ['a list instead of an object', [], 'arguments must be an object'],
    ['a text instead of an object', 'a', 'arguments must be an object'],
    ['a missing argument', { agent: 'a' }, 'text is required'],
    ['a required one that is null', { agent: null, text: 'x' }, 'agent must be one of a, b'],
    ['an unknown Agentin', { agent: 'z', text: 'x' }, 'agent must be one of a, b'],
    ['a number for a text', { agent: 'a', text: 7 }, 'text must be a string'],
    ['a text for a switch', { agent: 'a', text: 'x', enter: 'true' }, 'enter must be true or false'],
    ['a number for a switch', { agent: 'a', text: 'x', enter: 1 }, 'enter must be true or false'],
    ['a text that is blank', { agent: 'a', text: ' \n ' }, 'text must not be blank'],
    ['a text too long', { agent: 'a', text: 'x'.repeat(12_001) }, 'text must have at most 12000 characters'],
    [
      'null for an optional text',
      { agent: 'a', text: 'x', idempotency_key: null },
      'idempotency_key must be a string',
    ],
    [
      'a key too long',
      { agent: 'a', text: 'x', idempotency_key: 'k'.repeat(201) },
      'idempotency_key must have at most 200 characters',
    ],
    ['an unknown argument', { agent: 'a', text: 'x', speed: 1, haste: 2 }, 'unknown: speed, haste'],
    ['__proto__ as an argument', JSON.parse('{"agent":"a","text":"x","__proto__":{}}'), 'unknown: __proto__'],
  ])('agent_send names %s', async (_, args, problem) => {
    expect(await problemOf('agent_send', args)).toBe(`Invalid arguments: ${problem}.`);
  });

  it.each([
    ['a text of digits', '5', 'timeout_seconds must be a number'],
    ['a switch', true, 'timeout_seconds must be a number'],
    ['a fraction', 1.5, 'timeout_seconds must be an integer'],
    ['too little', -1, 'timeout_seconds must be at least 0'],
    ['too much', 601, 'timeout_seconds must be at most 600'],
    ['null', null, 'timeout_seconds must be a number'],
  ])('agent_wait refuses %s as its time-out', async (_, value, problem) => {
    expect(await problemOf('agent_wait', { agent: 'a', timeout_seconds: value })).toBe(
      `Invalid arguments: ${problem}.`,
    );
  });

  it('names the item of a list by its place', async () => {
    const args = { agent: 'a', task: 't', scope: ['ok', 3, 'x'.repeat(1001)] };
    expect(await problemOf('agent_assign_readonly', args)).toBe(
      'Invalid arguments: scope[1] must be a string; scope[2] must have at most 1000 characters.',
    );
  });

  it('refuses a list that is too long, and one that is none', async () => {
    const long = { agent: 'a', task: 't', scope: Array.from({ length: 51 }, () => 'x') };
    expect(await problemOf('agent_assign_readonly', long)).toContain('scope must have at most 50 items');
    expect(await problemOf('agent_assign_readonly', { agent: 'a', task: 't', scope: 'src' })).toContain(
      'scope must be a list',
    );
  });

  it('has no write_paths for an Exploriererin and demands them of an Arbeitsbiene', async () => {
    expect(await problemOf('agent_assign_readonly', { agent: 'a', task: 't', write_paths: [] })).toContain(
      'unknown: write_paths',
    );
    expect(await problemOf('agent_assign_write', { agent: 'a', task: 't' })).toContain(
      'write_paths is required',
    );
  });

  it('names a few unknown arguments only, and shows no secret or path that stands in a name', async () => {
    const many = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`key${index}`, 1]));
    expect(await problemOf('agent_status', many)).toContain('key9 and 4 more');
    const secret = await problemOf('agent_status', { 'sk-abcdefghijklmnopqrst': 1, '/home/someone/x': 2 });
    expect(secret).not.toMatch(/abcdef|someone/);
  });

  it('names no more than five problems', async () => {
    const scope = Array.from({ length: 8 }, () => 1);
    expect(await problemOf('agent_assign_readonly', { agent: 'a', task: 't', scope })).toMatch(
      /; and 3 more\.$/,
    );
  });
});

const BEES = (count: number): string => '🐝'.repeat(count);

describe('the longest text', () => {
  it.each([
    ['agent_send', { agent: 'a', text: BEES(12_000) }],
    ['agent_start', { agent: 'a', prompt: BEES(12_000) }],
    ['agent_assign_readonly', { agent: 'a', task: BEES(4000), name: BEES(80), context: [BEES(1000)] }],
  ])('of %s is counted in characters, not in halves of them', async (name, args) => {
    const fleet = await runningFleet('a');
    expect((await call(fleet, name, args)).value['error_code']).toBeUndefined();
  });

  it('has no character more', async () => {
    expect(await problemOf('agent_send', { agent: 'a', text: BEES(12_001) })).toContain('at most 12000');
    expect(await problemOf('agent_start', { prompt: BEES(12_001) })).toContain('at most 12000');
    const scope = ['ok', BEES(1001)];
    expect(await problemOf('agent_scope_check', { scope })).toContain('scope[1] must have at most 1000');
  });

  it('is told in characters, too', async () => {
    const fleet = await runningFleet('a');
    const sent = await call(fleet, 'agent_send', { agent: 'a', text: `${BEES(3)}!` });
    expect(sent.value['chars']).toBe(4);
  });
});

describe('arguments that are right', () => {
  it.each([undefined, null, {}])('%s means none', async (args) => {
    expect((await call(new FakeFleet(), 'agent_status', args)).ok).toBe(true);
  });

  it('1.0 is an integer, as JSON knows no difference', async () => {
    const args: unknown = JSON.parse('{"agent":"a","timeout_seconds":1.0}');
    expect((await call(new FakeFleet(), 'agent_wait', args)).ok).toBe(true);
  });
});
