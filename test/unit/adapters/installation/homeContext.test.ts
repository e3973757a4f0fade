import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { homeContext } from '../../../../src/adapters/installation/homeContext.ts';
import { scratchFolder } from '../store/support.ts';

let HOME: string;

beforeEach(() => {
  HOME = scratchFolder();
});

const agents = () => [
  { id: 'a', home: path.join(HOME, 'agent-a') },
  { id: 'b', home: path.join(HOME, 'agent-b') },
];

it('without CODEX_HOME the active home is the default one', () => {
  expect(homeContext({ HOME }, agents())).toEqual({
    codex_home_env: 'unset',
    home_kind: 'main_default_home',
    matched_agent: null,
    mcp_visibility: 'expected_if_registered',
    ok: true,
  });
  const spelled = { HOME, CODEX_HOME: `${HOME}/x/../.codex/` };
  expect(homeContext(spelled, agents())).toMatchObject({
    codex_home_env: 'set',
    home_kind: 'main_default_home',
  });
});

it("in an Agentin's home the Masterjet is not expected, whatever the home is called", () => {
  mkdirSync(path.join(HOME, 'agent-b'));
  symlinkSync(path.join(HOME, 'agent-b'), path.join(HOME, 'link'));
  for (const CODEX_HOME of [path.join(HOME, 'agent-b'), path.join(HOME, 'link')]) {
    expect(homeContext({ HOME, CODEX_HOME }, agents())).toEqual({
      codex_home_env: 'set',
      home_kind: 'managed_agent_home',
      matched_agent: 'b',
      mcp_visibility: 'not_expected_for_master_mcp',
      ok: false,
    });
  }
});

it('another home has a registration of its own', () => {
  expect(homeContext({ HOME, CODEX_HOME: path.join(HOME, 'other') }, agents())).toMatchObject({
    home_kind: 'custom_home',
    mcp_visibility: 'depends_on_custom_home_registration',
    ok: true,
  });
});

it('the default home of a person may be an Agentin as well', () => {
  const mine = [{ id: 'me', home: path.join(HOME, '.codex') }];
  expect(homeContext({ HOME }, mine)).toMatchObject({ home_kind: 'managed_agent_home', matched_agent: 'me' });
});
