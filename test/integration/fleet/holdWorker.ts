import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';

/**
 * A window in which a person types: `node holdWorker.ts <agent> <idleSeconds>`. Holds the Agentin's terminal, says so,
 * and stays until it is killed.
 */
const [agentId = '', idleSeconds = '600'] = process.argv.slice(2);
const ignore = (): void => {};
const logger = { debug: ignore, info: ignore, warn: console.error, error: console.error };
const fleet = await createNodeFleet({ defaultCwd: process.cwd(), logger, clientVersion: '0' });
const wish = { lastKeyMs: Date.now(), idleSeconds: Number(idleSeconds), unsent: false };
await fleet.holdTerminal(agentId, wish, { owner: 'person', kind: 'person', seat: `window-${process.pid}` });
console.log('held');
setInterval(ignore, 60_000);
