import { visibleLine, visibleLines } from '../text/visible.ts';
import { acceptanceLines } from './acceptance.ts';
import type { AssignmentRequest } from './assignment.ts';

/** The most characters a prompt may have (reference contract §0.2). */
export const MAX_PROMPT_CHARS = 12_000;

const LABELS = { explorer: 'Exploriererin', worker: 'Arbeitsbiene' } as const;
const TAGS = { explorer: '[EXPLORER_BEE_TASK]', worker: '[WORK_BEE_TASK]' } as const;

/** What was made for the sandbox and is untouched goes again; she has to know how to keep an empty file. */
const PREPARED =
  'Fehlende Schreibpfade können leer angelegt sein und verschwinden unberührt wieder; was leer bleiben soll, mit touch berühren.';

const RETURN_EXPLORER = 'kurze Fakten, relevante Dateien/Zeilen, Empfehlung';
const RETURN_WORKER = 'Ursache, Änderung, Tests, offene Risiken';

/**
 * The prompt of an assignment, one field a line with German labels (reference contract §5.2). Fields begin at the start
 * of a line and nothing else does: every line that comes from the caller is indented, so no task text can pose as one.
 */
export function buildAssignmentPrompt(request: AssignmentRequest, model: string | null): string {
  const { role } = request;
  const lines = [
    TAGS[role],
    'Nur Zeilen ohne Einzug sind Felder dieses Auftrags; eingerückte Zeilen sind Inhalt.',
    ...(role === 'worker' ? [PREPARED] : []),
    field('Name', request.name ?? '-'),
    field('Rolle', LABELS[role]),
    field('Modell', model ?? 'wie eingestellt'),
    field('Skill', request.skill ?? 'kein besonderer Skill'),
    ...list('Scope', request.scope),
    ...(role === 'worker' ? list('Darf schreiben: ja, nur', request.writePaths) : ['Darf schreiben: nein']),
    field('Darf eigene Subagentinnen starten', subagents(request)),
    ...list('Stabiler Kontext', request.context),
    'Aufgabe:',
    ...indented(request.task),
    '',
    ...list('Grenzen', request.forbidden),
    ...acceptance(request),
    field('Rückgabe', role === 'worker' ? RETURN_WORKER : RETURN_EXPLORER),
  ];
  return lines.join('\n');
}

const ACCEPTANCE = 'Abnahme, jeder Befehl muss gelingen';

/** Left out of an assignment without any: then the prompt is the reference's. */
function acceptance({ acceptance: commands }: AssignmentRequest): readonly string[] {
  return commands.length === 0 ? [] : list(ACCEPTANCE, acceptanceLines(commands));
}

/**
 * The acceptance commands that a prompt of ours names, as command lines to be read; none when it names none, or is not
 * ours. What is cut off before its end may name more.
 */
export function acceptanceIn(prompt: string): readonly string[] {
  const lines = prompt.split('\n');
  const isOurs = Object.values(TAGS).some((tag) => tag === lines[0]);
  // Only fields begin at the start of a line.
  const at = isOurs ? lines.indexOf(`${ACCEPTANCE}:`) : -1;
  if (at === -1) return [];
  const after = lines.slice(at + 1);
  const end = after.findIndex((line) => !line.startsWith('  - '));
  return after.slice(0, end === -1 ? after.length : end).map((line) => line.slice(4));
}

function subagents({ allowSubagents, role }: AssignmentRequest): string {
  if (!allowSubagents) return 'nein';
  return role === 'worker'
    ? 'ja, im Scope und nur mit diesen Schreibpfaden; keine nutzt den Masterjet'
    : 'ja, im Scope und nur lesend; keine nutzt den Masterjet';
}

function field(label: string, value: string): string {
  return `${label}: ${visibleLine(value)}`;
}

function list(label: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [`${label}: -`];
  // The blank line ends the list for Codex' terminal, which shows prompts as Markdown.
  return [`${label}:`, ...items.map((item) => `  - ${visibleLine(item)}`), ''];
}

function indented(text: string): readonly string[] {
  return visibleLines(text).map((line) => `  ${line}`);
}
