import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holder } from '../../../src/core/lease.ts';
import { bindOperations, tools, type Outcome } from '../../../src/operations/index.ts';
import { prettyJson, type ObjectSchema } from '../../../src/operations/json.ts';
import { fleetConfig, World } from '../fakes/ports/world.ts';
import { argumentsFor, PLANTED_PATHS, PLANTED_SECRETS, SPOKEN } from './arguments.ts';
import { HER_WORDS, plannedSaidAndChanged } from './content.ts';
import { runs, seed, within } from './dice.ts';

/**
 * Every tool with any arguments, over a world that behaves: always a well-formed answer, never a planted secret, path,
 * prompt, home or lease owner in it, and a refusal that leaves the world as it was. `FUZZ_SEED=…` repeats a run.
 */
const RUNS_EACH = runs(60);
/** Waits and their like go on by themselves when the clock moves; nothing may take longer than this. */
const MAX_MINUTES = 40;

const OWNER: Holder = { owner: 'owner-geheim-41d2', kind: 'lead' };
const HOMES = '/homes/geheim';
const ajv = new Ajv2020({ strict: false });

type Stage = 'stopped' | 'app-server' | 'terminal' | 'foreign';
const STAGES: readonly Stage[] = ['stopped', 'app-server', 'terminal', 'foreign'];

async function stageOf(stage: Stage) {
  const world = new World();
  const base = fleetConfig();
  world.config = {
    ...base,
    agents: base.agents.map((agent) => Object.assign(agent, { home: `${HOMES}-${agent.id}` })),
  };
  if (stage === 'terminal') world.launcher = { ...world.launcher, appServer: false, why: 'too old' };
  const fleet = world.fleet();
  if (stage !== 'stopped') {
    const holder: Holder = stage === 'foreign' ? { owner: 'owner-fremd-9c1e', kind: 'lead' } : OWNER;
    await moving(world, fleet.start('a', { cwd: null, prompt: null }, holder));
    if (stage === 'foreign')
      await moving(world, fleet.send('a', { text: 'mine', enter: true, idempotencyKey: null }, holder));
    // What she plans, says and changes is for a window's eyes alone.
    world.codex.server('a').tell(...plannedSaidAndChanged('turn-1'));
    world.tmux.screen = `done\n${PLANTED_SECRETS.join('\n')}\nsaw ${PLANTED_PATHS[0]} today\n`;
  }
  return { world, fleet };
}

/** The work's result, with time moving on while it waits. */
async function moving<T>(world: World, work: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = work.finally(() => {
    state.isOver = true;
  });
  over.catch(() => undefined);
  for (let minute = 0; minute < MAX_MINUTES && !state.isOver; minute += 1)
    await world.clock.advance(minute === 0 ? 0 : 60_000);
  if (!state.isOver) throw new Error('It never came to an end.');
  return over;
}

/** Everything that a refused call must not have changed. */
function pictureOf(world: World): string {
  const { store, tmux, codex, prepared } = world;
  const turns = [...codex.servers.values()].map((server) => server.turns);
  const parts = [store.leases, store.metas, store.assignments].map((map) => Array.from<unknown>(map));
  return JSON.stringify([parts, [...store.logs.keys()], tmux.pasted, tmux.keys, turns, prepared]);
}

function leaksOf(name: string, outcome: Outcome): readonly string[] {
  const text = prettyJson(outcome.value);
  const forbidden = [
    ...PLANTED_SECRETS,
    ...PLANTED_PATHS,
    HER_WORDS,
    OWNER.owner,
    'owner-fremd',
    HOMES,
    '/repo',
  ];
  // The end of a terminal shows what stands in it, prompts too.
  if (name !== 'agent_safe_tail') forbidden.push(SPOKEN);
  return forbidden.filter(
    (planted) => text.includes(planted) || text.includes(JSON.stringify(planted).slice(1, -1)),
  );
}

const ids = ['a', 'b'];
const bound = bindOperations(ids);
const validators = new Map([...bound].map(([name, { outputSchema }]) => [name, ajv.compile(outputSchema)]));
const schemaOf = (name: string): ObjectSchema => {
  const operation = bound.get(name);
  if (operation === undefined) throw new Error(`no tool ${name}`);
  return operation.inputSchema;
};

describe(`every tool with any arguments (FUZZ_SEED=${seed})`, () => {
  it.each(tools.map(({ name }) => name))(
    '%s answers well, tells nothing, and refuses without a trace',
    async (name) => {
      const call = fc.record({ stage: fc.constantFrom(...STAGES), args: argumentsFor(schemaOf(name)) });
      await fc.assert(
        fc.asyncProperty(call, async ({ stage, args }) => {
          const { world, fleet } = await stageOf(stage);
          try {
            const before = pictureOf(world);
            const context = { fleet, holder: OWNER, cwd: '/repo', nowMs: () => world.clock.nowMs() };
            const outcome = await moving(world, bound.get(name)!.call(context, args));
            expect(leaksOf(name, outcome)).toEqual([]);
            // What it wrote down must not come out later either.
            for (const reader of ['agent_status', 'agent_assignments'])
              expect(leaksOf(reader, await moving(world, bound.get(reader)!.call(context, {})))).toEqual([]);
            if (outcome.ok) {
              const isValid = validators.get(name)!(outcome.value);
              expect(isValid ? [] : validators.get(name)!.errors).toEqual([]);
            } else {
              expect(outcome.value).toMatchObject({
                error: expect.any(String) as unknown,
                error_code: expect.any(String) as unknown,
              });
              expect(pictureOf(world)).toBe(before);
            }
            expect(pictureOf(world)).not.toContain(HER_WORDS);
          } finally {
            fleet.dispose();
          }
        }),
        { seed, numRuns: RUNS_EACH, endOnFailure: false, ...within(10_000) },
      );
    },
    60_000,
  );
});

it('what a call says of itself while it waits holds no secret either', async () => {
  const { world, fleet } = await stageOf('app-server');
  const said: string[] = [];
  const context = {
    fleet,
    holder: OWNER,
    cwd: '/repo',
    nowMs: () => world.clock.nowMs(),
    onProgress: (text: string) => said.push(text),
  };
  await moving(world, bound.get('agent_wait')!.call(context, { agent: 'a', timeout_seconds: 600 }));
  fleet.dispose();
  expect(
    said.filter((text) => [HOMES, OWNER.owner, '/repo'].some((planted) => text.includes(planted))),
  ).toEqual([]);
});

it('what she plans, says and changes is there for a window, and in nothing that is written or logged', async () => {
  const { world, fleet } = await stageOf('app-server');
  const turn = fleet.contents.of('a').turns[0];
  for (const part of [turn?.plan, turn?.messages, turn?.actions, turn?.edits, turn?.diff])
    expect(JSON.stringify(part)).toContain(HER_WORDS);
  await moving(world, fleet.send('a', { text: 'go on', enter: true, idempotencyKey: 'k' }, OWNER));
  world.codex.server('a').endTurn();
  await moving(world, fleet.status('a', OWNER));
  expect(pictureOf(world)).not.toContain(HER_WORDS);
  expect(JSON.stringify([...world.store.logs])).not.toContain(HER_WORDS);
  fleet.dispose();
});
