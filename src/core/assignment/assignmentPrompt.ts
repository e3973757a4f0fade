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

/** Left out of an assignment without any: then the prompt is the reference's. */
function acceptance({ acceptance: commands }: AssignmentRequest): readonly string[] {
  return commands.length === 0 ? [] : list('Abnahme, jeder Befehl muss gelingen', acceptanceLines(commands));
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
