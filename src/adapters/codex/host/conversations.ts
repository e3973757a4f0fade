import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const THREAD_ID = /^[0-9a-zA-Z][0-9a-zA-Z-]{7,63}$/;
const DAY_MS = 86_400_000;
/** Days looked through for an id that does not tell its own. */
const MAX_DAYS = 1000;

/** Does the home hold the session file of this thread? Never rejects. */
export async function hasSessionFile(home: string, threadId: string): Promise<boolean> {
  return (await sessionFile(home, threadId)) !== null;
}

/** The session file of this thread: `sessions/YYYY/MM/DD/rollout-<time>-<thread>.jsonl`; null without one. Never rejects. */
export async function sessionFile(home: string, threadId: string): Promise<string | null> {
  if (!THREAD_ID.test(threadId)) return null;
  const sessions = join(home, 'sessions');
  const likely = daysOf(threadId).map((day) => join(sessions, ...day.split('-')));
  return (await fileIn(likely, threadId)) ?? fileIn(await allDays(sessions), threadId);
}

async function fileIn(folders: readonly string[], threadId: string): Promise<string | null> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    const found = names.find((name) => name.startsWith('rollout-') && name.includes(`-${threadId}.jsonl`));
    if (found !== undefined) return join(folder, found);
  }
  return null;
}

/** The days (local or UTC, so one around) of an id's moment: Codex uses UUIDs of version 7, which begin with it. */
function daysOf(threadId: string): readonly string[] {
  const milliseconds = Number.parseInt(threadId.replaceAll('-', '').slice(0, 12), 16);
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(threadId) || milliseconds > 8e14) return [];
  return [0, -DAY_MS, DAY_MS].map((shift) => new Date(milliseconds + shift).toISOString().slice(0, 10));
}

/** All day folders, newest first. */
async function allDays(sessions: string): Promise<readonly string[]> {
  let folders: readonly string[] = [sessions];
  for (const digits of [4, 2, 2]) {
    const inner = await Promise.all(folders.map((folder) => numbered(folder, digits)));
    folders = inner.flat().slice(0, MAX_DAYS);
  }
  return folders;
}

async function numbered(folder: string, digits: number): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const matching = names.filter((name) => name.length === digits && /^\d+$/.test(name));
  return matching
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}
