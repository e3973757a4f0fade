import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { formatLine } from '../../src/adapters/store/ledgerJson.ts';
import type { LedgerEntry } from '../../src/core/assignment/assignment.ts';
import { redact } from '../../src/core/redaction/redact.ts';
import { createDemoWorld } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.ts';
import { checkout } from '../host/paths.ts';
import { HOLDER, openFleet } from './world.ts';

export const AGENTS = 50;
export const ASSIGNMENTS = 1000;
const STARTS_AT_ONCE = 8;
const HOUR_MS = 3_600_000;

const standIns = Array.from({ length: AGENTS - 2 }, (_, index) => `s${index + 1}`);

/** Two Agentinnen with the real Codex, 48 with a stand-in for its terminal program, and a ledger of a thousand. */
export async function createPanelWorld(): Promise<DemoWorld> {
  const root = path.join(checkout, '.test-homes/bench-panel');
  const world = await createDemoWorld({ root });
  const runner = path.join(root, 'stand-in');
  await writeFile(runner, STAND_IN);
  await chmod(runner, 0o755);
  const more = standIns.map((id) => ({
    id,
    name: `Standin ${id}`,
    home: path.join(root, 'homes', id),
    runner,
  }));
  for (const { home } of more) await mkdir(home, { recursive: true });
  const fleet = fleetSchema.parse(JSON.parse(await readFile(world.fleetFile, 'utf8')));
  const whole = { ...fleet, agents: [...fleet.agents, ...more], limits: { ledgerRecords: ASSIGNMENTS } };
  await writeFile(world.fleetFile, JSON.stringify(whole));
  await mkdir(world.stateDir, { mode: 0o700 });
  await writeFile(path.join(world.stateDir, 'assignments.jsonl'), `${ledger().join('\n')}\n`, {
    mode: 0o600,
  });
  return world;
}

const fleetSchema = z.looseObject({ agents: z.array(z.unknown()) });

const STAND_IN = [
  '#!/bin/sh',
  'case "$1" in',
  '  --version) echo "stand-in 0.0.1"; exit 0 ;;',
  '  --help | app-server) exit 2 ;;',
  'esac',
  // As Codex reports that it rests; more than once, for its log begins a moment after it.
  "for _ in 1 2 3 4; do printf '\\033]7501;state=idle:app=codex\\007'; sleep 1; done &",
  'exec cat',
  '',
].join('\n');

/** One each hour, the last of them now. */
function ledger(): string[] {
  const nowMs = Date.now();
  return Array.from({ length: ASSIGNMENTS }, (_, index) =>
    formatLine(entry(index, nowMs - (ASSIGNMENTS - index) * HOUR_MS), redact),
  );
}

function entry(index: number, createdAtMs: number): LedgerEntry {
  const agentId = ['a', 'b', ...standIns][index % AGENTS] ?? 'a';
  const stamp = new Date(createdAtMs).toISOString().replaceAll(/[-:.]/g, '').replace('Z', '000Z');
  return {
    agentId,
    assignmentId: `${stamp}-${agentId}`,
    createdAtMs,
    role: index % 3 === 0 ? 'worker' : 'explorer',
    name: `Look at the cart, part ${index}`,
    model: null,
    scope: ['src/cart.js', 'docs'],
    writePaths: index % 3 === 0 ? ['docs/notes.md'] : [],
    enforcement: 'os_sandbox',
    delivery: { state: 'completed', turnId: `turn-${index}` },
    facts: {
      skill: { requested: null, available: null, matchCount: 0 },
      contextCount: 1,
      forbiddenCount: 0,
      allowSubagents: false,
      promptChars: 900,
      submitted: true,
      leaseExpiresAtMs: null,
    },
  };
}

/** Starts all of them, as another process than the window would; resolves when they are up. */
export async function startAll(world: DemoWorld): Promise<void> {
  const fleet = await openFleet(world);
  try {
    const ids = ['a', 'b', ...standIns];
    for (let first = 0; first < ids.length; first += STARTS_AT_ONCE) {
      const some = ids.slice(first, first + STARTS_AT_ONCE);
      await Promise.all(some.map(async (id) => fleet.start(id, { cwd: null, prompt: null }, HOLDER)));
    }
  } finally {
    fleet.dispose();
  }
}
