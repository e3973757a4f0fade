import { Client } from '@modelcontextprotocol/sdk/client/index.js';

const patienceMs = 240_000;

/** A lead who waits for as long as a busy machine takes: the SDK gives up after a minute. */
export function patientClient(name = 'test'): Client {
  const client = new Client({ name, version: '1' });
  const request = client.request.bind(client);
  client.request = async (message, schema, options) =>
    request(message, schema, { timeout: patienceMs, ...options });
  return client;
}
