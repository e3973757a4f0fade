import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCRIPTED_MODEL, scriptLine, startScriptedModel, writeScriptedHome } from '../model/index.ts';
import type { ScriptedModel, StepInput } from '../model/index.ts';
import { StdioAppServer, type WireMessage } from '../model/testing/appServer.ts';
import { runExec, testFolder, type ExecEvent } from '../model/testing/codex.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const folder = testFolder('model');
const home = path.join(folder, 'home');
const workspace = path.join(folder, 'workspace');
const ECHO_SERVER = `[mcp_servers.echo-server]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(path.resolve(import.meta.dirname, '../model/testing/echoServer.ts'))}]`;
let model: ScriptedModel;

beforeAll(async () => {
  await mkdir(workspace, { recursive: true });
  model = await startScriptedModel();
  await writeScriptedHome(home, { port: model.port, projects: [workspace], extraToml: ECHO_SERVER });
});

afterAll(async () => {
  await model.dispose();
  await clearFolder(folder);
});

async function run(...steps: StepInput[]): Promise<readonly ExecEvent[]> {
  return runExec(scriptLine(steps), home, workspace);
}

/** The items of a type, completed ones only. */
function items(events: readonly ExecEvent[], type: string): unknown[] {
  const completed = events.filter((event) => event.type === 'item.completed');
  return completed.map(({ item }) => item).filter((item) => item?.['type'] === type);
}

describe('codex exec with the scripted model', () => {
  it('says what the script says, with the token figures it sets', async () => {
    const events = await run({ do: 'say', text: 'Guten Tag', usage: { inputTokens: 1234, outputTokens: 5 } });
    expect(items(events, 'agent_message')).toMatchObject([{ text: 'Guten Tag' }]);
    expect(events.at(-1)).toMatchObject({
      type: 'turn.completed',
      usage: { input_tokens: 1234, output_tokens: 5 },
    });
  });

  it('runs commands and reads their output', async () => {
    const events = await run(
      { do: 'runCommand', cmd: 'echo eins' },
      { do: 'runCommand', cmd: 'echo zwei' },
      { do: 'streamSlowly', text: 'Es kam: {{output}}', chunks: 3, delayMs: 1 },
    );
    expect(items(events, 'command_execution')).toMatchObject([
      { aggregated_output: expect.stringContaining('eins') as string, exit_code: 0 },
      { aggregated_output: expect.stringContaining('zwei') as string, exit_code: 0 },
    ]);
    expect(items(events, 'agent_message')).toMatchObject([
      { text: expect.stringContaining('zwei') as string },
    ]);
  });

  it('patches a file', async () => {
    const input = '*** Begin Patch\n*** Add File: neu.txt\n+hallo\n*** End Patch';
    const events = await run({ do: 'patch', input }, { do: 'say', text: 'fertig' });
    expect(items(events, 'file_change')).toMatchObject([{ status: 'completed' }]);
    expect(await readFile(path.join(workspace, 'neu.txt'), 'utf8')).toBe('hallo\n');
  });

  it('calls a tool of an MCP server with a dash in its name', async () => {
    const call = {
      do: 'callMcpTool',
      server: 'echo-server',
      tool: 'echo',
      arguments: { text: 'hallo' },
    } as const;
    const events = await run(call, { do: 'say', text: '{{output}}' });
    expect(items(events, 'mcp_tool_call')).toMatchObject([{ server: 'echo-server', status: 'completed' }]);
    expect(items(events, 'agent_message')).toMatchObject([
      { text: expect.stringContaining('Echo: hallo') as string },
    ]);
  });

  it('recovers after a failing server', async () => {
    const events = await run(
      { do: 'say', text: 'vorher' },
      { do: 'serverError', times: 2 },
      { do: 'say', text: 'nachher' },
    );
    expect(items(events, 'agent_message')).toMatchObject([{ text: 'vorher' }, { text: 'nachher' }]);
    expect(events.at(-1)?.type).toBe('turn.completed');
  });

  it('may end a turn with a tool call and without a word', async () => {
    const events = await run({ do: 'runCommand', cmd: 'true' });
    expect(items(events, 'agent_message')).toEqual([]);
    expect(events.at(-1)?.type).toBe('turn.completed');
  });

  it('plays a demo scenario for plain words', async () => {
    const events = await runExec('Bitte schreib eine Datei mit Notizen.', home, workspace);
    expect(items(events, 'command_execution')).toMatchObject([{ exit_code: 0 }, { exit_code: 0 }]);
    expect(await readFile(path.join(workspace, 'NOTIZEN.md'), 'utf8')).toContain('# Notizen');
  });

  it('finds the task behind the environment and the AGENTS.md of the workspace', async () => {
    await writeFile(path.join(workspace, 'AGENTS.md'), 'Schreib nie eine Datei.\n');
    const events = await run({ do: 'say', text: 'gefunden' });
    await rm(path.join(workspace, 'AGENTS.md'));
    expect(items(events, 'agent_message')).toMatchObject([{ text: 'gefunden' }]);
  });
});

function reports42Percent({ method, params }: WireMessage): boolean {
  return method === 'account/rateLimits/updated' && JSON.stringify(params).includes('"usedPercent":42');
}

describe('the app-server with the scripted model', () => {
  let server: StdioAppServer;
  let threadId: string;

  beforeAll(async () => {
    server = new StdioAppServer(home, workspace);
    threadId = await server.startThread(workspace);
  });

  afterAll(async () => {
    await server.dispose();
  });

  async function start(...steps: StepInput[]): Promise<string> {
    return server.startTurn(threadId, scriptLine(steps));
  }

  async function completed(): Promise<WireMessage> {
    return server.method('turn/completed');
  }

  const question: StepInput = {
    do: 'askPerson',
    questions: [{ id: 'farbe', question: 'Welche Farbe?', options: [{ label: 'Rot' }, { label: 'Blau' }] }],
  };

  it('asks for an escalated command and goes on with its output', async () => {
    await start(
      { do: 'escalate', cmd: 'echo erhoben', justification: 'Darf ich?' },
      { do: 'say', text: '{{output}}' },
    );
    const asked = await server.method('item/commandExecution/requestApproval');
    expect(asked.params).toMatchObject({
      reason: 'Darf ich?',
      command: expect.stringContaining('echo erhoben') as string,
    });
    server.answer(asked, { decision: 'accept' });
    expect(JSON.stringify(await completed())).toContain('erhoben');
  });

  it('asks the person and reads the answer', async () => {
    await start(question, { do: 'say', text: 'Antwort: {{output}}' });
    const asked = await server.method('item/tool/requestUserInput');
    expect(asked.params).toMatchObject({ isBlocking: false, questions: [{ id: 'farbe', isOther: true }] });
    server.answer(asked, { answers: { farbe: { answers: ['Blau'] } } });
    expect(JSON.stringify(await completed())).toContain('Blau');
  });

  it('asks in Plan mode as well, where the question blocks', async () => {
    const settings = { model: SCRIPTED_MODEL, reasoning_effort: null, developer_instructions: null };
    const text = scriptLine([question, { do: 'say', text: 'gut' }]);
    const planThread = await server.request('thread/start', { cwd: workspace });
    const { thread } = planThread as { thread: { id: string } };
    await server.startTurn(thread.id, text, { collaborationMode: { mode: 'plan', settings } });
    const asked = await server.method('item/tool/requestUserInput');
    expect(asked.params).toMatchObject({ threadId: thread.id, isBlocking: true });
    server.answer(asked, { answers: { farbe: { answers: ['Rot'] } } });
    expect((await completed()).params).toMatchObject({ threadId: thread.id, turn: { status: 'completed' } });
  });

  it('reports rate limits', async () => {
    const primary = { usedPercent: 42, resetsInSeconds: 60 };
    await start({ do: 'rateLimits', limits: { primary } }, { do: 'say', text: 'a' });
    expect((await server.next(reports42Percent)).params).toMatchObject({
      rateLimits: { primary: { windowDurationMins: 300 } },
    });
    await completed();
  });

  it.each([
    ['usageLimit', 'usageLimitExceeded'],
    ['contextOverflow', 'contextWindowExceeded'],
  ] as const)('fails a turn by %s as %s, and the thread stays usable', async (step, codexErrorInfo) => {
    await start({ do: 'say', text: 'gleich' }, { do: step });
    expect((await completed()).params).toMatchObject({
      turn: { status: 'failed', error: { codexErrorInfo } },
    });
    await start({ do: 'say', text: 'wieder da' });
    expect((await completed()).params).toMatchObject({ turn: { status: 'completed' } });
  });

  it('stalls until it is released', async () => {
    await start({ do: 'stall' }, { do: 'say', text: 'weiter' });
    await expect.poll(() => model.stalled).toBe(1);
    model.release();
    expect(JSON.stringify(await completed())).toContain('weiter');
  });

  it('leaves a stall when the turn is interrupted', async () => {
    const turnId = await start({ do: 'stall' });
    await expect.poll(() => model.stalled).toBe(1);
    await server.request('turn/interrupt', { threadId, turnId });
    expect((await completed()).params).toMatchObject({ turn: { status: 'interrupted' } });
    await expect.poll(() => model.stalled).toBe(0);
  });
});

describe('the scripted model as a program of its own', () => {
  const main = path.resolve(import.meta.dirname, '../model/main.ts');

  /** Starts it and waits for the port it prints. */
  async function startMain(...args: string[]): Promise<{ child: ChildProcess; port: number }> {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, port: (JSON.parse(line) as { port: number }).port };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('prints its port, answers and stops on %s', async (signal) => {
    const { child, port } = await startMain();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('stops when its stdin ends, if it was told to', async () => {
    const { child } = await startMain('--exit-on-stdin-end');
    child.stdin?.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
