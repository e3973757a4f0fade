import { beforeEach, describe, expect, it } from 'vitest';
import { selfTest } from '../../../../src/extension/setup/selfTest.ts';
import { ui } from '../../fakes/vscode/index.ts';

beforeEach(() => ui.reset());

const hello = { protocolVersion: '2025-06-18', capabilities: {} };
const initialized = { ...hello, serverInfo: { name: 'codex-master-mcp', version: '0.1.0' } };
const tools = { tools: [{ name: 'agent_status' }, { name: 'b' }] };

/** A program that answers request 1 and 2 with these results. */
function server(
  first: unknown,
  second: unknown,
  before = '',
): { command: string; args: string[]; env: object } {
  const code = `
    ${before}
    const results = ${JSON.stringify({ 1: first, 2: second })};
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id } = JSON.parse(line);
      console.log(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: {} }));
      if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[id] }));
    });`;
  return { command: process.execPath, args: ['-e', code], env: { SET: 'yes' } };
}

async function test(program: ReturnType<typeof server>) {
  return selfTest({ ...program, env: { ...program.env } }, 'codex-master-mcp');
}

describe('the self-test', () => {
  it('passes when the server says who it is and has tools', async () => {
    const result = await test(server(initialized, tools));
    expect(result).toMatchObject({ tools: 2, version: '0.1.0' });
    expect(result.elapsedMs).toBeGreaterThan(0);
  });

  it('starts it with what clients give, not with our environment', async () => {
    process.env['SECRET_OF_OURS'] = 'x';
    const before = `if (process.env.SECRET_OF_OURS || process.env.SET !== 'yes') process.exit(1);`;
    await expect(test(server(initialized, tools, before))).resolves.toMatchObject({
      tools: 2,
    });
    delete process.env['SECRET_OF_OURS'];
  });

  it.each([
    ['is another program', server({ ...hello, serverInfo: { name: 'other', version: '1' } }, {})],
    ['gave a wrong answer to initialize', server({}, {})],
    ['gave a wrong answer to tools/list', server(initialized, { tools: [] })],
    ['gave a wrong answer to tools/list', server(initialized, {})],
    ['ended before it answered', server({}, {}, 'process.exit(0);')],
    ['wrote something that is no message', server({}, {}, `console.log('hello');`)],
    ['could not be started', { command: '/no/such/program', args: [], env: {} }],
  ])('fails when it %s', async (what, program) => {
    await expect(test(program)).rejects.toMatchObject({
      code: 'registration_failed',
      message: `The self-test failed: the Masterjet ${what}.`,
    });
  });
});
