import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { brush, imagegen, inventoryOf, mine } from '../../fakes/fleet/fakeSkills.ts';
import { call, good, results } from '../support.ts';

const twoPlugins = inventoryOf(
  { ...imagegen, name: 'zeta' },
  imagegen,
  mine,
  brush,
  { ...brush, name: 'comb' },
  { ...brush, plugin: 'another@market' },
);

function fleetWith(inventory = twoPlugins): FakeFleet {
  const fleet = new FakeFleet();
  fleet.inventory = inventory;
  return fleet;
}

const rootWith = (kind: string, count: number) => ({
  kind,
  path: 'not_returned',
  path_state: 'configured',
  exists: count > 0,
  symlink: false,
  skill_count: count,
});

describe('agent_skills', () => {
  it('counts, and keeps back where the home is', async () => {
    const [entry] = results(await call(fleetWith(), 'agent_skills', { agent: 'a' }));
    expect(entry).toEqual({
      agent: 'a',
      label: 'Codex Agentin A',
      home: 'not_returned',
      home_kind: 'managed_agent_home',
      total: 6,
      roots: [
        rootWith('system', 3),
        rootWith('plugin_cache', 3),
        rootWith('tmp_plugin_cache', 0),
        rootWith('user_agents', 0),
      ],
      by_source: { plugin_cache: 3, system: 2, user: 1 },
      system_skills: ['imagegen', 'zeta'],
      plugin_count: 2,
      plugins_offset: 0,
      plugins_limit: 20,
      plugins: { 'another@market': 1, 'fluff@mymarket': 2 },
      plugins_truncated: false,
      inventory_complete: true,
      links_skipped: 0,
      skill_file_contents: 'not_returned',
    });
  });

  it('lists names and plugins page by page', async () => {
    const page = { include_names: true, limit: 2, names_offset: 2, plugins_limit: 1, plugins_offset: 1 };
    const [entry] = results(await call(fleetWith(), 'agent_skills', { agent: 'a', ...page }));
    expect(entry).toMatchObject({
      names: [mine, brush],
      names_total: 6,
      names_offset: 2,
      names_limit: 2,
      names_truncated: true,
      plugins: { 'fluff@mymarket': 2 },
      plugins_truncated: false,
    });
  });

  it('has a page of nothing behind the end, or when nothing is wanted', async () => {
    for (const page of [{ limit: 0 }, { names_offset: 100 }, { names_offset: Number.MAX_SAFE_INTEGER }]) {
      const [entry] = results(await call(fleetWith(), 'agent_skills', { include_names: true, ...page }));
      expect(entry).toMatchObject({ names: [], names_total: 6, names_truncated: page.limit === 0 });
    }
  });

  it.each([
    [{ limit: 201 }],
    [{ limit: -1 }],
    [{ names_offset: -1 }],
    [{ plugins_limit: 201 }],
    [{ limit: 1.5 }],
    [{ include_names: 'yes' }],
  ])('refuses %j', async (args) => {
    expect(await call(fleetWith(), 'agent_skills', args)).toMatchObject({
      ok: false,
      value: { error_code: 'invalid_arguments' },
    });
  });

  it('shows of a name what can be seen', async () => {
    const hostile = { ...mine, name: 'a\u001b[31m\nb', path: 'skills/a\u001b[31m\nb/SKILL.md' };
    const [entry] = results(
      await call(fleetWith(inventoryOf(hostile)), 'agent_skills', { include_names: true }),
    );
    expect(entry?.['names']).toMatchObject([{ name: 'a[31m b', path: 'skills/a[31m b/SKILL.md' }]);
  });

  it('goes on with the others when one Agentin fails', async () => {
    const fleet = fleetWith();
    fleet.refusals.set('a', new FleetError('unknown_agent', 'gone'));
    const entries = results(await call(fleet, 'agent_skills'));
    expect(entries).toMatchObject([
      { agent: 'a', error_code: 'unknown_agent' },
      { agent: 'b', total: 6 },
    ]);
  });
});

describe('agent_skill_match', () => {
  it('tells who has a skill, by whatever name', async () => {
    const entries = results(await call(fleetWith(), 'agent_skill_match', { skill: 'FLUFF:brush' }));
    expect(entries).toEqual(
      ['a', 'b'].map((agent) => ({
        agent,
        skill: 'FLUFF:brush',
        available: true,
        match_count: 1,
        matches: [brush],
        matches_truncated: false,
        skill_file_contents: 'not_returned',
      })),
    );
  });

  it('names no more than was asked for, and counts all', async () => {
    const [entry] = results(await call(fleetWith(), 'agent_skill_match', { skill: 'brush', limit: 1 }));
    expect(entry).toMatchObject({ match_count: 2, matches: [brush], matches_truncated: true });
  });

  it('shows no secret that stands in the place of a skill', async () => {
    const [entry] = results(
      await call(fleetWith(), 'agent_skill_match', { skill: 'sk-abcdefghijklmnop1234' }),
    );
    expect(entry).toMatchObject({ skill: '<redacted>', available: false, matches: [] });
  });

  it.each([[{ skill: ' ' }], [{}], [{ skill: 'x'.repeat(301) }], [{ skill: 'x', limit: 0 }]])(
    'refuses %j',
    async (args) => {
      expect(await call(fleetWith(), 'agent_skill_match', args)).toMatchObject({ ok: false });
    },
  );
});

describe('agent_capabilities', () => {
  it('tells models by role and what holds', async () => {
    const plugins = Array.from({ length: 25 }, (_, at) => ({ ...brush, plugin: `p${at + 10}@m` }));
    const [entry] = results(
      await call(fleetWith(inventoryOf(imagegen, ...plugins)), 'agent_capabilities', { agent: 'b' }),
    );
    expect(entry).toMatchObject({
      agent: 'b',
      models: {
        default: 'default-model',
        read_only: 'default-model',
        write: 'write-model',
        default_reasoning_effort: 'medium',
        write_reasoning_effort: 'low',
      },
      skill_count: 26,
      system_skills: ['imagegen'],
      plugin_count: 25,
      plugin_page_count: 20,
      plugins_offset: 0,
      plugins_limit: 20,
      plugins_truncated: true,
      master_mcp_tools: 'not_configured_for_agent',
      native_subagents: 'assignment_gated',
      write_policy: 'explicit_paths_only',
    });
  });
});

describe('agent_scope_check', () => {
  it('tells of each path what is wrong with it, and shows no place', async () => {
    const args = {
      scope: ['src', '/secret/place'],
      write_paths: ['src/a.ts', '/other/place', 'https://x/y'],
      cwd: '/where',
    };
    expect(good(await call(new FakeFleet(), 'agent_scope_check', args))).toEqual({
      cwd: 'not_returned',
      cwd_state: 'set',
      allowed: false,
      scope: ['src', '/<redacted>'],
      write_paths: ['src/a.ts', '/<redacted>', 'https://x/y'],
      violations: ['/<redacted>', 'https://x/y'],
      write_overlaps: [],
      problems: [
        { list: 'write_paths', path: '/<redacted>', reason: 'outside_scope' },
        { list: 'write_paths', path: 'https://x/y', reason: 'url' },
      ],
    });
  });

  it('allows everything where nothing is to be written', async () => {
    expect(good(await call(new FakeFleet(), 'agent_scope_check'))).toMatchObject({
      allowed: true,
      cwd_state: 'not_set',
      violations: [],
    });
  });
});
