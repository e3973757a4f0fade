import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stdioTransport } from '../../../src/adapters/codex/rpc/stdioTransport.ts';
import type { Transport } from '../../../src/adapters/codex/rpc/transport.ts';
import { codexBinary } from '../../model/testing/codex.ts';
import { Person } from '../installation/rig.ts';

/** A real Codex reads the plugin from its cache: the skill, and the Masterjet with its tools. */

let person: Person;
beforeAll(() => {
  person = new Person('codex-plugin');
});
afterAll(() => person.dispose());

interface Answers {
  readonly skills: unknown;
  readonly servers: unknown;
}

async function askCodex(): Promise<Answers> {
  const { env, codexHome, root } = person;
  const transport = stdioTransport({
    argv: [codexBinary(), 'app-server'],
    env: { ...env, CODEX_HOME: codexHome },
    cwd: root,
  });
  try {
    await transport.opened;
    await request(transport, 1, 'initialize', {
      clientInfo: { name: 'test', title: null, version: '1' },
      capabilities: { experimentalApi: true },
    });
    transport.send(JSON.stringify({ method: 'initialized' }));
    return {
      skills: await request(transport, 2, 'skills/list', { cwds: [root] }),
      servers: await request(transport, 3, 'mcpServerStatus/list', {}),
    };
  } finally {
    transport.dispose();
  }
}

async function request(transport: Transport, id: number, method: string, params: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const listening = transport.onMessage((text) => {
      const message = JSON.parse(text) as { readonly id?: number; readonly result?: unknown };
      if (message.id !== id) return;
      listening.dispose();
      resolve(message.result);
    });
    transport.send(JSON.stringify({ id, method, params }));
  });
}

it('brings the skill and the Masterjet to a Codex without a registration', async () => {
  expect(await person.json('install', '--no-register')).toMatchObject({
    ok: true,
    plugin_activation: 'enabled',
  });
  const { skills, servers } = await askCodex();
  expect(skills).toMatchObject({
    data: [
      {
        errors: [],
        skills: expect.arrayContaining([
          expect.objectContaining({ name: 'codex-master:codex-master', enabled: true }),
        ]) as unknown,
      },
    ],
  });
  expect(servers).toMatchObject({
    data: [
      {
        name: 'codex-master-mcp',
        pluginId: 'codex-master@personal',
        serverInfo: { name: 'codex-master-mcp' },
        tools: { agent_status: {}, master_app_bridge_status: {} },
      },
    ],
  });
});

it('with a registration that one counts, and there is one Masterjet', async () => {
  expect(await person.json('install')).toMatchObject({ mcp: { status: 'registered' } });
  const { servers } = await askCodex();
  expect(servers).toMatchObject({ data: [{ name: 'codex-master-mcp', pluginId: null }] });
  expect(servers).toMatchObject({ data: [{ tools: { agent_status: {} } }] });
});

it('a person who turned the plugin off keeps it off', async () => {
  await person.json('uninstall');
  const off = '[plugins."codex-master@personal"]\nenabled = false\n';
  writeFileSync(path.join(person.codexHome, 'config.toml'), off);
  expect(await person.json('install', '--no-register')).toMatchObject({ plugin_activation: 'left_disabled' });
  expect((await askCodex()).servers).toMatchObject({ data: [] });
  await person.json('uninstall');
  expect(person.config).toBe(off);
});
