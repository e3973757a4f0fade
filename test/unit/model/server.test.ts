import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptLine, type StepInput } from '../../model/scenario.ts';
import { startScriptedModel, type ScriptedModel } from '../../model/server.ts';
import { assistant, body, toolCall, user, type InputItem } from './support.ts';

let model: ScriptedModel;

beforeEach(async () => {
  model = await startScriptedModel({ now: () => 1_000_000 });
});

afterEach(async () => {
  await model.dispose();
});

async function post(...items: InputItem[]): Promise<Response> {
  return fetch(`${model.baseUrl}/responses`, { method: 'POST', body: JSON.stringify(body(...items)) });
}

/** Posts a script together with what happened since. */
async function play(steps: StepInput[], ...since: InputItem[]): Promise<Response> {
  return post(user(scriptLine(steps)), ...since);
}

describe('the server', () => {
  it('listens on loopback and names its address', () => {
    expect(model.baseUrl).toBe(`http://127.0.0.1:${model.port}/v1`);
  });

  it('streams events', async () => {
    const response = await post(user('Hallo'));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toMatch(
      /^event: response\.created\n[^]*event: response\.completed\n.*\n\n$/,
    );
  });

  it('goes on behind a tool call when its output comes', async () => {
    const steps: StepInput[] = [
      { do: 'runCommand', cmd: 'ls' },
      { do: 'say', text: 'sah {{output}}' },
    ];
    expect(await (await play(steps)).text()).toContain('exec_command');
    const text = await (await play(steps, ...toolCall('README.md'))).text();
    expect(text).toContain('sah README.md');
    expect(text).not.toContain('exec_command');
  });

  it('fails as often as the script says, then recovers', async () => {
    const steps: StepInput[] = [
      { do: 'serverError', times: 2 },
      { do: 'say', text: 'da' },
    ];
    const statuses = [await play(steps), await play(steps), await play(steps)].map(({ status }) => status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  it('refuses at the usage limit with the time it ends, in a request of its own', async () => {
    const steps: StepInput[] = [
      { do: 'say', text: 'gleich' },
      { do: 'usageLimit', resetsInSeconds: 5 },
    ];
    expect((await play(steps)).status).toBe(200);
    const refused = await play(steps, assistant('gleich'));
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { resets_at: 1005 } });
  });

  it('reports rate limits, those of the script first', async () => {
    model.setRateLimits({ primary: { usedPercent: 12, resetsInSeconds: 60 } });
    const plain = await play([{ do: 'say', text: 'a' }]);
    expect(plain.headers.get('x-codex-primary-used-percent')).toBe('12');
    expect(plain.headers.get('x-codex-primary-reset-at')).toBe('1060');
    const own = await play([{ do: 'rateLimits', limits: { primary: { usedPercent: 99 } } }]);
    expect(own.headers.get('x-codex-primary-used-percent')).toBe('99');
  });

  it.each([
    ['GET', '/v1/responses'],
    ['GET', '/v1/models'],
    ['POST', '/v1/responses/compact'],
    ['POST', '/'],
  ])('knows no %s %s', async (method, path) => {
    const response = await fetch(`http://127.0.0.1:${model.port}${path}`, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toHaveProperty('error.message');
  });

  it.each(['', 'no json', '{}', '{"model":1,"input":[]}'])('refuses the body %j', async (text) => {
    const response = await fetch(`${model.baseUrl}/responses`, { method: 'POST', body: text });
    expect(response.status).toBe(400);
  });

  it('cannot start on a port that is taken', async () => {
    await expect(startScriptedModel({ port: model.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the record of requests', () => {
  it('tells text, outputs and where the scenario came from', async () => {
    await play([{ do: 'runCommand', cmd: 'ls' }], ...toolCall('README.md'));
    expect(model.requests).toMatchObject([
      { source: 'script', toolOutputs: ['README.md'], threadId: 'thread-1' },
    ]);
  });

  it('keeps the newest 500', async () => {
    for (let count = 0; count < 501; count += 1) await (await post(user(`Nummer ${count}`))).text();
    expect(model.requests).toHaveLength(500);
    expect(model.requests.at(0)?.userText).toBe('Nummer 1');
  });

  it('lets a test wait for a request to come, and for one that came', async () => {
    const coming = model.waitForRequest(({ userText }) => userText === 'zweite', 5000);
    await post(user('erste'));
    await post(user('zweite'));
    expect((await coming).userText).toBe('zweite');
    expect((await model.waitForRequest(({ userText }) => userText === 'erste', 1)).userText).toBe('erste');
  });

  it('gives up waiting in time', async () => {
    await expect(model.waitForRequest(() => false, 1)).rejects.toThrow('within 1 ms');
  });
});

describe('a frozen model', () => {
  it('answers nothing until it is released', async () => {
    model.freeze(true);
    const coming = play([{ do: 'say', text: 'spät' }]);
    await expect.poll(() => model.stalled).toBe(1);
    model.freeze(false);
    expect(model.release()).toBe(1);
    expect(await (await coming).text()).toContain('spät');
  });
});

describe('the end of the server', () => {
  it('ends open streams and those who wait', async () => {
    const response = await play([{ do: 'stall' }]);
    const reading = response.text();
    const waiting = model.waitForRequest(() => false, 60_000);
    const ended = Promise.allSettled([reading, waiting]);
    await model.dispose();
    await ended;
    await expect(waiting).rejects.toThrow('ended');
    await expect(fetch(`${model.baseUrl}/responses`)).rejects.toThrow();
  });

  it('may come twice', async () => {
    await model.dispose();
    await model.dispose();
  });

  it('lets go of a stalled stream whose client hung up', async () => {
    const client = new AbortController();
    const text = scriptLine([{ do: 'stall' }]);
    await fetch(`${model.baseUrl}/responses`, {
      method: 'POST',
      body: JSON.stringify(body(user(text))),
      signal: client.signal,
    });
    await expect.poll(() => model.stalled).toBe(1);
    client.abort();
    await expect.poll(() => model.stalled).toBe(0);
  });
});
