import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout, node24 } from '../../host/paths.ts';
import { GitRig } from './rig.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { patientClient } from '../mcp/patientClient.ts';

/** The four tools through the real server on stdio and the command line, as a lead and a person use them. */

let rig: GitRig;
let runtimeDir: string;
let env: Record<string, string>;
let lead: Client;

beforeAll(async () => {
  rig = new GitRig();
  runtimeDir = mkdtempSync(path.join(tmpdir(), 'cm-'));
  const repositories = [
    {
      path: rig.root,
      checks: [
        { name: 'unit', argv: ['sh', '-c', 'test ! -e broken'] },
        { name: 'slow', argv: ['sh', '-c', 'test ! -e slow || sleep 600'], timeoutSeconds: 1 },
      ],
    },
  ];
  env = {
    ...rig.env,
    PATH: `${path.join(checkout, 'node_modules/.bin')}${path.delimiter}${rig.env['PATH']}`,
    CODEX_MASTER_FLEET: rig.write('fleet.json', JSON.stringify({ version: 1, repositories })),
    CODEX_MASTER_MCP_STATE: rig.stateRoot,
    XDG_RUNTIME_DIR: runtimeDir,
    TMUX_TMPDIR: runtimeDir,
  };
  rig.write('repo/.codex-master/setup', '#!/bin/sh\necho ready > ready\n', 0o755);
  rig.write('repo/.worktreeinclude', '.env\n');
  rig.git('repo', 'add', '.');
  rig.git('repo', 'commit', '-q', '-m', 'set-up');
  rig.write('repo/.env', 'SECRET=1\n');
  lead = patientClient();
  const args = [path.join(checkout, 'src/mcp/main.ts')];
  await lead.connect(new StdioClientTransport({ command: node24, args, cwd: rig.root, env }));
  // With the schemas known the client checks every structured result against them.
  await lead.listTools();
});

afterAll(async () => {
  await lead.close();
  await rig.dispose();
  await clearFolder(runtimeDir);
});

type Value = Readonly<Record<string, unknown>>;

async function call(
  name: string,
  args: object = {},
): Promise<{ readonly isError: boolean; readonly value: Value }> {
  const raw = await lead.callTool({ name, arguments: { ...args } });
  const { content, isError = false } = CallToolResultSchema.parse(raw);
  const [item] = content;
  const text = item?.type === 'text' ? item.text : 'null';
  // No place of this machine in any answer.
  for (const place of [rig.folder, checkout, runtimeDir]) expect(text).not.toContain(place);
  return { isError, value: JSON.parse(text) as Value };
}

async function cli(cwd: string, ...words: readonly string[]) {
  return new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const entry = path.join(checkout, 'src/cli/main.ts');
    const child = execFile(node24, [entry, ...words], { env, cwd }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

async function json(cwd: string, ...words: readonly string[]): Promise<Value> {
  return answered(0, cwd, ...words);
}

/** What was not done is no success, also where the answer says so itself. */
async function notDone(cwd: string, ...words: readonly string[]): Promise<Value> {
  return answered(1, cwd, ...words);
}

async function answered(wanted: number, cwd: string, ...words: readonly string[]): Promise<Value> {
  const { code, out, err } = await cli(cwd, ...words, '--json');
  expect([code, err]).toEqual([wanted, '']);
  return JSON.parse(out) as Value;
}

describe('a lead', () => {
  it('makes a worktree and sees it; the set-up waits for a person, who allows it', async () => {
    const { value } = await call('worktree_create_for_agent', { agent: 'a' });
    expect(value).toMatchObject({
      agent: 'a',
      path: expect.stringMatching(/^\.codex-master-worktrees\/agent-a-/) as unknown,
      path_kind: 'repo_relative',
      path_state: 'set',
      base_ref: null,
      status: 'created',
      branch: expect.stringMatching(/^codex-master\/a-/) as unknown,
      base_commit: rig.git('repo', 'rev-parse', 'HEAD').trim(),
      kept_out_of_status: true,
      included_files: { copied: 1, skipped: [] },
      setup: { state: 'needs_consent', program: null },
    });
    const { sha256 } = value['setup'] as { readonly sha256: string };
    const tree = rig.at('repo', String(value['path']));
    expect(await call('worktree_create_for_agent', { agent: 'a', allow_setup: sha256 })).toMatchObject({
      isError: true,
      value: { error_code: 'consent_refused' },
    });
    const words = ['worktree-setup', String(value['path'])];
    expect(await notDone(rig.root, ...words)).toMatchObject({ setup: { state: 'needs_consent', sha256 } });
    expect(await json(rig.root, ...words, '--allow-setup', sha256)).toMatchObject({
      setup: { state: 'done' },
    });
    expect(readFileSync(path.join(tree, 'ready'), 'utf8')).toBe('ready\n');
    const second = await call('worktree_create_for_agent', {
      agent: 'b',
      path: 'wt/b',
      base_ref: 'main',
      branch: 'fix',
    });
    expect(second.value).toMatchObject({
      path: 'wt/b',
      base_ref: 'main',
      branch: 'fix',
      setup: { state: 'done' },
    });
    const status = (await call('worktree_status', { path: 'wt/b' })).value;
    expect(status).toMatchObject({
      path: 'wt/b',
      branch: 'fix',
      status: { ok: true, returncode: 0, output_excerpt: '?? ready', redaction_applied: true },
      changes: { untracked: 1 },
      entry_count: 3,
    });
    expect((status['worktrees'] as { readonly output_excerpt: string }).output_excerpt).toContain(
      `worktree wt/b\nHEAD ${rig.git('repo', 'rev-parse', 'HEAD').trim()}\nbranch refs/heads/fix`,
    );
    expect((status['entries'] as readonly Value[]).map(({ agent }) => agent)).toEqual([null, 'a', 'b']);
  });

  it('sees what is to integrate', async () => {
    rig.write('repo/README.md', 'two\n');
    expect((await call('integration_status')).value).toMatchObject({
      repo: 'not_returned',
      repo_state: 'set',
      branch: 'main',
      status: { ok: true, output_excerpt: ' M README.md' },
      diff_stat: { ok: true, output_excerpt: expect.stringContaining('README.md | 2 +-') as unknown },
      assignments: [],
      entry_count: 3,
    });
    rig.git('repo', 'restore', 'README.md');
  });

  it('checks before a commit', async () => {
    expect((await call('commit_ready_check')).value).toMatchObject({
      ok: true,
      checks_declared: 2,
      tests_run: true,
    });
    rig.write('repo/broken', '');
    rig.write('repo/slow', '');
    const { value } = await call('commit_ready_check');
    expect(value).toMatchObject({ ok: false });
    expect((value['checks'] as readonly Value[]).map(({ name, returncode }) => [name, returncode])).toEqual([
      ['diff_check', 0],
      ['diff_check_staged', 0],
      ['unmerged_paths', 0],
      ['unit', 1],
      ['slow', 124],
    ]);
    expect((await call('commit_ready_check', { run_tests: false })).value).toMatchObject({
      ok: true,
      tests_run: false,
    });
    rmSync(rig.at('repo/broken'));
    rmSync(rig.at('repo/slow'));
  });

  it('names the repository by cwd, and is told where there is none', async () => {
    mkdirSync(rig.at('plain'), { recursive: true });
    const refusal = { isError: true, value: { error_code: 'not_a_repository', retryable: false } };
    for (const name of ['worktree_status', 'integration_status', 'commit_ready_check'])
      expect(await call(name, { cwd: '../plain' })).toMatchObject(refusal);
    expect(await call('worktree_create_for_agent', { agent: 'a', cwd: '../plain' })).toMatchObject(refusal);
    expect((await call('worktree_status', { cwd: 'wt/b' })).value).toMatchObject({
      path: 'wt/b',
      branch: 'fix',
    });
    expect(await call('worktree_status', { cwd: 'nowhere' })).toMatchObject({
      value: { error_code: 'cwd_not_a_directory' },
    });
  });

  it.each([
    ['base_ref_invalid', { base_ref: '--help' }],
    ['worktree_path_refused', { path: '../outside' }],
    ['worktree_path_refused', { path: '.git/x' }],
    ['branch_invalid', { branch: '-x' }],
    ['invalid_arguments', { allow_setup: 'yes' }],
    ['invalid_arguments', { path: 'x'.repeat(1001) }],
    ['invalid_arguments', { agent: 'z' }],
  ])('is refused with %s, and nothing is left behind', async (code, args) => {
    const before = [rig.git('repo', 'branch'), rig.git('repo', 'worktree', 'list')];
    expect(await call('worktree_create_for_agent', { agent: 'a', ...args })).toMatchObject({
      isError: true,
      value: { error_code: code },
    });
    expect([rig.git('repo', 'branch'), rig.git('repo', 'worktree', 'list')]).toEqual(before);
    expect(existsSync(rig.at('outside'))).toBe(false);
  });
});

describe('a person at the command line', () => {
  it('has all of it, with the flags of the contract', async () => {
    const made = await json(rig.root, 'worktree-create', 'a', '--path', 'wt/cli', '--base-ref', 'main');
    expect(made).toMatchObject({ path: 'wt/cli', base_ref: 'main', setup: { state: 'done' } });
    expect(await json(rig.at('repo/wt/cli'), 'worktree-status')).toMatchObject({ path: 'wt/cli' });
    expect(await json(rig.root, 'worktree-status', '--path', 'wt/cli')).toMatchObject({ path: 'wt/cli' });
    expect(await json(rig.folder, 'integration-status', '--cwd', 'repo')).toMatchObject({ branch: 'main' });
    expect(await json(rig.root, 'commit-ready-check', '--no-tests')).toMatchObject({
      ok: true,
      tests_run: false,
    });
    const { code, out, err } = await cli(rig.root, 'commit-ready-check');
    expect([code, out]).toEqual([0, expect.stringContaining('Ready.')]);
    expect(err).toContain('Check 1 of 2: unit');
    expect(await cli(rig.root, 'worktree-create', 'a', '--base-ref=--help')).toMatchObject({
      code: 1,
      out: '',
    });
    expect(await cli(rig.at('plain'), 'worktree-status')).toMatchObject({ code: 1, out: '' });
  });

  it('may allow the set-up at once', async () => {
    rig.write('repo/.codex-master/setup', '#!/bin/sh\necho changed > ready\n', 0o755);
    rig.git('repo', 'commit', '-q', '-a', '-m', 'changed');
    const asked = (await json(rig.root, 'worktree-create', 'a'))['setup'] as { readonly sha256: string };
    expect(asked).toMatchObject({ state: 'needs_consent' });
    expect(await json(rig.root, 'worktree-create', 'a', '--allow-setup', asked.sha256)).toMatchObject({
      setup: { state: 'done', sha256: asked.sha256 },
    });
  });

  it('brings work together and takes the worktree away', async () => {
    const { path: at } = await json(rig.root, 'worktree-create', 'a', '--path', 'wt/work');
    rig.write(`repo/${String(at)}/work.txt`, 'x\n');
    expect(await notDone(rig.root, 'worktree-remove', String(at))).toMatchObject({
      state: 'refused',
      obstacles: [{ kind: 'uncommitted', can_force: true }],
    });
    expect(await json(rig.root, 'worktree-commit', String(at), 'All of it')).toMatchObject({
      changes: { untracked: expect.any(Number) as unknown },
    });
    expect(await json(rig.root, 'worktree-rebase', String(at))).toMatchObject({ state: 'up_to_date' });
    expect(await json(rig.root, 'worktree-merge', String(at), '--dry-run')).toMatchObject({
      state: 'would_merge',
    });
    expect(await json(rig.root, 'worktree-merge', String(at))).toMatchObject({ state: 'merged', commits: 1 });
    expect(readFileSync(rig.at('repo/work.txt'), 'utf8')).toBe('x\n');
    expect(await json(rig.root, 'worktree-remove', String(at), '--delete-branch')).toMatchObject({
      state: 'removed',
      branch: null,
    });
    expect(existsSync(rig.at('repo', String(at)))).toBe(false);
    const listed = await lead.listTools();
    expect(listed.tools.map(({ name }) => name)).not.toContain('worktree_remove');
  });
});
