import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { RpcClient } from '../../src/adapters/codex/rpc/client.ts';
import { stdioTransport } from '../../src/adapters/codex/rpc/stdioTransport.ts';
import {
  scriptedEnv,
  scriptLine,
  startScriptedModel,
  writeScriptedHome,
  type StepInput,
} from '../model/index.ts';
import { codexBinary, testFolder } from '../model/testing/codex.ts';
import { Normaliser } from './normalise.ts';
import { clearFolder } from './clearFolder.ts';
import { RECORDED_QUESTION } from './recordedQuestion.ts';

/**
 * `node test/tools/recordFrames.ts` plays each scenario to the installed Codex and writes what its app-server said
 * into `test/fixtures/codex/frames/<name>.jsonl`, and the session files of all of them, in both forms, into
 * `test/fixtures/codex/rollout-{paginated,legacy}.jsonl`.
 */
const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures', 'codex');

interface Scenario {
  readonly name: string;
  readonly steps: readonly StepInput[];
  /** What is answered to the server's requests; null interrupts the turn. */
  readonly answer: object | null;
}

const outside = '*** Begin Patch\n*** Add File: ../outside.txt\n+hello\n*** End Patch';
const end: StepInput = { do: 'say', text: 'Fertig.' };
const limits = {
  primary: { usedPercent: 12, windowMinutes: 300 },
  secondary: { usedPercent: 34, windowMinutes: 10_080 },
};

const SCENARIOS: readonly Scenario[] = [
  { name: 'say', steps: [end], answer: {} },
  { name: 'command', steps: [{ do: 'runCommand', cmd: 'echo hi' }, end], answer: {} },
  {
    name: 'command-approval',
    steps: [{ do: 'escalate', cmd: 'echo hi', justification: 'Darf ich?' }, end],
    answer: { decision: 'accept' },
  },
  { name: 'file-approval', steps: [{ do: 'patch', input: outside }, end], answer: { decision: 'decline' } },
  {
    name: 'tool-approval',
    steps: [{ do: 'callMcpTool', server: 'probe', tool: 'poke', arguments: { x: 1 } }, end],
    answer: { action: 'accept', content: {}, _meta: null },
  },
  {
    name: 'question',
    steps: [{ do: 'askPerson', questions: [RECORDED_QUESTION] }, end],
    answer: { answers: { farbe: { answers: ['Rot'] } } },
  },
  { name: 'interrupted', steps: [{ do: 'askPerson', questions: [RECORDED_QUESTION] }, end], answer: null },
  { name: 'rate-limits', steps: [{ do: 'rateLimits', limits }, end], answer: {} },
  { name: 'usage-limit', steps: [{ do: 'usageLimit' }], answer: {} },
  { name: 'context-overflow', steps: [{ do: 'contextOverflow' }], answer: {} },
];

/** A minimal MCP server with a tool that is asked for; runs by `node -e`. */
const PROBE = `require('readline').createInterface({input:process.stdin}).on('line',l=>{const m=JSON.parse(l);if(m.id===undefined)return;
const r=m.method==='initialize'?{protocolVersion:m.params.protocolVersion,capabilities:{tools:{}},serverInfo:{name:'probe',version:'1'}}:
m.method==='tools/list'?{tools:[{name:'poke',description:'Pokes.',inputSchema:{type:'object',properties:{x:{type:'number'}}}}]}:{content:[{type:'text',text:'poked'}]};
console.log(JSON.stringify({jsonrpc:'2.0',id:m.id,result:r}))})`;

/** Of no use to us, and full of this machine. */
const LEFT_OUT = new Set(['remoteControl/status/changed', 'configWarning', 'skills/changed']);

const quiet = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };

async function record(historyMode: 'paginated' | 'legacy'): Promise<void> {
  const folder = testFolder(`record-${historyMode}`);
  const home = path.join(folder, 'home');
  const cwd = path.join(folder, 'project');
  await mkdir(cwd, { recursive: true });
  const model = await startScriptedModel();
  const mcp = `[mcp_servers.probe]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ${JSON.stringify(['-e', PROBE])}`;
  await writeScriptedHome(home, { port: model.port, projects: [cwd], questions: true });
  await writeFile(path.join(home, 'config.toml'), `\n${mcp}\n`, { flag: 'a' });
  // A home of its own: commands run in a login shell, which would say what this machine's profile says.
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...scriptedEnv(), CODEX_HOME: home };
  const rpc = new RpcClient(
    stdioTransport({ argv: [codexBinary(), 'app-server'], env, cwd }),
    systemClock,
    quiet,
  );
  try {
    const names = new Normaliser([
      [cwd, '/project'],
      [home, '/codex-home'],
      [folder, '/folder'],
    ]);
    await recordAll(rpc, cwd, historyMode, names);
    await recordRollout(home, historyMode, names);
  } finally {
    rpc.dispose();
    await model.dispose();
    await clearFolder(folder);
  }
}

async function recordAll(rpc: RpcClient, cwd: string, historyMode: string, names: Normaliser): Promise<void> {
  await rpc.request('initialize', {
    clientInfo: { name: 'recorder', title: 'Recorder', version: '1' },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  rpc.notify('initialized');
  const { thread } = (await rpc.request('thread/start', { cwd, historyMode })) as { thread: { id: string } };
  names.learn(thread.id, 'thread');
  for (const scenario of SCENARIOS) {
    const frames = await play(rpc, thread.id, scenario, names);
    if (historyMode === 'legacy') continue;
    const file = path.join(FIXTURES, 'frames', `${scenario.name}.jsonl`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, frames.map((frame) => `${frame}\n`).join(''));
  }
}

async function play(
  rpc: RpcClient,
  threadId: string,
  scenario: Scenario,
  names: Normaliser,
): Promise<string[]> {
  const frames: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const keep = (message: { method: string; params?: unknown }): void => {
    if (!LEFT_OUT.has(message.method)) frames.push(JSON.stringify(message));
  };
  let turnId = '';
  const notes = rpc.onNotification((note) => {
    keep(note);
    if (note.method === 'turn/completed') resolve();
  });
  const requests = rpc.onRequest((request) => {
    keep(request);
    if (scenario.answer !== null) rpc.respond(request.id, scenario.answer);
    else void rpc.request('turn/interrupt', { threadId, turnId });
  });
  const input = [{ type: 'text', text: scriptLine(scenario.steps), text_elements: [] }];
  const params = { threadId, input, approvalPolicy: 'on-request' };
  const { turn } = (await rpc.request('turn/start', params)) as { turn: { id: string } };
  turnId = turn.id;
  names.learn(turnId, 'turn');
  await ended;
  notes.dispose();
  requests.dispose();
  return frames.map((frame) => names.text(frame));
}

/** The lines that say what happened; instructions and messages are long and say nothing to us. */
async function recordRollout(home: string, historyMode: string, names: Normaliser): Promise<void> {
  const root = path.join(home, 'sessions');
  const file = (await readdir(root, { recursive: true })).find((name) => name.endsWith('.jsonl'));
  const text = await readFile(path.join(root, file ?? ''), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => /"type":"(?:event_msg|session_meta)"/.test(line.slice(0, 120)));
  const short = lines.map((line) =>
    names.text(
      line.replace(/"base_instructions":\{"text":"(?:[^"\\]|\\.)*"/, '"base_instructions":{"text":"…"'),
    ),
  );
  await writeFile(path.join(FIXTURES, `rollout-${historyMode}.jsonl`), `${short.join('\n')}\n`);
}

await record('paginated');
await record('legacy');
