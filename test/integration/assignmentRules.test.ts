import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoWorld, type DemoWorld } from '../demo/world.ts';
import { checkout, node24 } from '../host/paths.ts';
import { scriptLine, SCRIPTED_MODEL, type StepInput } from '../model/index.ts';
import { clearFolder } from '../tools/clearFolder.ts';
import { patientClient } from './mcp/patientClient.ts';

/** Skills, scopes and the rules of assignments through the real stdio server, and the command line, on a real Codex. */

/** Of Codex' catalogue, and neither the home's own. */
const WRITE_MODEL = 'gpt-6-sol';

let world: DemoWorld;
let lead: Client;

beforeAll(async () => {
  const models = {
    default: { model: SCRIPTED_MODEL, effort: 'medium' },
    write: { model: WRITE_MODEL, effort: 'high' },
  };
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'rules'), models });
  lead = patientClient();
  const env = Object.entries({ ...world.env, HOME: world.root, CODEX_MASTER_MCP_INSTANCE_ID: 'lead-one' });
  await lead.connect(
    new StdioClientTransport({
      command: node24,
      args: [path.join(checkout, 'src/mcp/main.ts')],
      cwd: world.workspace,
      env: Object.fromEntries(env.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    }),
  );
  // With the schemas known the client checks every structured result against them.
  await lead.listTools();
});

afterAll(async () => {
  await lead.close();
  await world.dispose();
  await clearFolder(world.root);
});

type Value = Readonly<Record<string, unknown>>;

async function call(name: string, args: object = {}): Promise<Value> {
  const { content } = CallToolResultSchema.parse(await lead.callTool({ name, arguments: { ...args } }));
  const text = content[0]?.type === 'text' ? content[0].text : 'null';
  for (const place of [world.root, world.runtimeDir]) expect(text).not.toContain(place);
  return JSON.parse(text) as Value;
}

async function first(name: string, args: object = {}): Promise<Value> {
  return ((await call(name, { agent: 'a', ...args }))['results'] as readonly Value[])[0] ?? {};
}

async function cli(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...world.env, HOME: world.root }, cwd: world.workspace };
    const child = execFile(
      node24,
      [path.join(checkout, 'src/cli/main.ts'), ...words],
      options,
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out: out + err }),
    );
  });
}

function addSkill(...below: readonly string[]): void {
  const folder = path.join(world.root, ...below);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'SKILL.md'), '---\nname: other\ndescription: d\n---\n');
}

const task = (...steps: readonly StepInput[]) => scriptLine([...steps]);
const OK: StepInput = { do: 'say', text: 'ok' };
const inside = (file: string): string => path.join(world.workspace, file);

describe('skills', () => {
  it('are seen as soon as they are there, from every marketplace, without a place being told', async () => {
    const before = await first('agent_skills');
    addSkill('mila/skills/mine');
    addSkill('mila/plugins/cache/mymarket/fluff/1.2.0/skills/brush');
    addSkill('.agents/skills/shared');
    const { total, names, by_source } = await first('agent_skills', { include_names: true });
    expect(total).toBe((before['total'] as number) + 3);
    expect(by_source).toMatchObject({ user: 1, plugin_cache: 1, user_agents: 1 });
    expect(names).toEqual(
      expect.arrayContaining([
        { name: 'mine', source: 'user', plugin: '', path: 'skills/mine/SKILL.md' },
        {
          name: 'brush',
          source: 'plugin_cache',
          plugin: 'fluff@mymarket',
          path: 'plugins/cache/mymarket/fluff/1.2.0/skills/brush/SKILL.md',
        },
      ]),
    );
    for (const skill of ['Mine', 'fluff:brush', 'fluff@mymarket/brush', 'shared'])
      expect(await first('agent_skill_match', { skill })).toMatchObject({ available: true, match_count: 1 });
    expect(await first('agent_capabilities')).toMatchObject({
      models: { default: SCRIPTED_MODEL, write: WRITE_MODEL, write_reasoning_effort: 'high' },
      plugins: { 'fluff@mymarket': 1 },
    });
  });

  it('are told by the command line', async () => {
    expect(await cli('skill-match', 'a', 'fluff:brush')).toMatchObject({ code: 0 });
    const { out } = await cli('skill-match', 'fluff:brush', '--json');
    expect(JSON.parse(out)).toMatchObject({
      results: [
        { agent: 'a', available: true },
        { agent: 'b', available: false },
      ],
    });
    expect((await cli('skills', 'a', '--include-names')).out).toMatch(/^brush +/mu);
    expect((await cli('capabilities', 'b')).code).toBe(0);
    expect((await cli('skill-match')).code).toBe(2);
  });
});

describe('a scope check', () => {
  it('goes by links and ".." as the system does', async () => {
    mkdirSync(path.join(world.root, 'elsewhere'));
    symlinkSync('../elsewhere', inside('out'));
    mkdirSync(inside('app/[id]'), { recursive: true });
    const write_paths = ['docs/a', 'docs/../src/a', 'out/x', '~/x', 'https://x', ' ', 'docs/*', 'app/[id]/p'];
    expect(await call('agent_scope_check', { scope: ['docs', 'app'], write_paths })).toMatchObject({
      allowed: false,
      cwd: 'not_returned',
      problems: [
        { path: 'docs/../src/a', reason: 'outside_scope' },
        { path: 'out/x', reason: 'outside_scope' },
        { path: '~/<redacted>', reason: 'outside_scope' },
        { path: 'https://x', reason: 'url' },
        { path: '', reason: 'blank' },
        { path: 'docs/*', reason: 'pattern' },
        { reason: 'pattern' },
      ].map((problem) => expect.objectContaining(problem) as unknown),
    });
  });

  it('is told by the command line', async () => {
    const { code, out } = await cli('scope-check', '--scope', 'docs', '--write-path', 'docs/x', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([0, { allowed: true, violations: [] }]);
  });
});

describe('an assignment', () => {
  it('that breaks a rule sends nothing and changes nothing', async () => {
    await call('agent_start', { agent: 'a' });
    const config = path.join(world.homes.a, 'config.toml');
    const before = readFileSync(config, 'utf8');
    const requests = world.model.requests.length;
    const wrong: readonly (readonly [string, string, object])[] = [
      ['skill_missing', 'agent_assign_readonly', { skill: 'fluff:nothing' }],
      ['scope_violation', 'agent_assign_write', { write_paths: ['docs/*'], scope: ['docs'] }],
      ['scope_violation', 'agent_assign_write', { write_paths: ['docs'] }],
      ['role_violation', 'agent_assign_write', { write_paths: [] }],
      ['role_violation', 'agent_assign', { role: 'exploriererin', write_paths: ['docs'] }],
      ['invalid_arguments', 'agent_assign_readonly', { task: ' ' }],
      ['invalid_arguments', 'agent_assign_readonly', { name: 'x'.repeat(81) }],
      ['invalid_arguments', 'agent_assign_readonly', { context: Array.from({ length: 51 }, () => 'x') }],
      [
        'prompt_too_long',
        'agent_assign_readonly',
        { context: Array.from({ length: 20 }, () => 'x'.repeat(900)) },
      ],
    ];
    for (const [code, name, args] of wrong) {
      const answer = await call(name, { agent: 'a', task: task(OK), ...args });
      expect([name, args, answer['error_code']]).toEqual([name, args, code]);
    }
    expect(world.model.requests).toHaveLength(requests);
    expect(readFileSync(config, 'utf8')).toBe(before);
    expect(await first('agent_lease_status')).toMatchObject({ state: 'unclaimed' });
  });

  it('has the skill, model and effort of its role, in what Codex really asks of the model', async () => {
    const read = await call('agent_assign_readonly', { agent: 'a', task: task(OK), skill: 'Fluff:Brush' });
    expect(read).toMatchObject({
      model: SCRIPTED_MODEL,
      skill: { requested: 'Fluff:Brush', available: true, matches: [{ plugin: 'fluff@mymarket' }] },
      subagents_enforcement: 'told_only',
    });
    const asked = await world.model.waitForRequest(
      ({ userText }) => userText.includes('Skill: Fluff:Brush'),
      20_000,
    );
    expect([asked.model, asked.effort]).toEqual([SCRIPTED_MODEL, 'medium']);
    await idle();
    const args = { agent: 'a', task: task(OK), scope: ['docs'], write_paths: ['docs'] };
    expect(await call('agent_assign_write', args)).toMatchObject({ model: WRITE_MODEL });
    const written = await world.model.waitForRequest(
      ({ userText }) => userText.includes('Rolle: Arbeitsbiene'),
      20_000,
    );
    expect([written.model, written.effort]).toEqual([WRITE_MODEL, 'high']);
    await idle();
    await call('agent_send', { agent: 'a', text: `afterwards ${task(OK)}` });
    const later = await world.model.waitForRequest(
      ({ userText }) => userText.startsWith('afterwards'),
      20_000,
    );
    expect([later.model, later.effort]).toEqual([SCRIPTED_MODEL, 'medium']);
    await idle();
  });

  it('leaves an empty file or folder that she made on purpose, and takes away what she did not need', async () => {
    const made = [
      'docs/made.md',
      'docs/emptied.md',
      'docs/unused.md',
      'fresh/used/',
      'idle/unused.md',
      'idle',
    ];
    const write_paths = made.slice(0, -1);
    const cmd = 'touch docs/made.md; : > docs/emptied.md; touch fresh/used/x; rm fresh/used/x';
    const args = { agent: 'a', task: task({ do: 'runCommand', cmd }, OK), scope: ['.'], write_paths };
    expect(await call('agent_assign_write', args)).toMatchObject({ status: 'assigned' });
    await idle();
    // What was over is put back by the next call at the latest.
    await call('agent_send', { agent: 'a', text: task(OK) });
    expect(made.map((file) => existsSync(inside(file)))).toEqual([true, true, false, true, false, false]);
    await idle();
  });
});

/** Waits until she is at rest. */
async function idle(): Promise<void> {
  for (;;) {
    const value = await call('agent_wait', { agent: 'a', timeout_seconds: 120 });
    const { activity } = value['current'] as { readonly activity: { readonly state: string } };
    if (['idle', 'done'].includes(activity.state)) return;
    if (value['status'] === 'timeout') throw new Error(`waited in vain: ${JSON.stringify(activity)}`);
  }
}
