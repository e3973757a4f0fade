import type { AgentPage, PageActionId, SectionId } from '../../../src/shared/agentPage.ts';
import type { ChartPoint } from '../../../src/shared/chart.ts';
import type { PageChart, PageHead, PagePatch, PageSection } from '../../../src/shared/page.ts';
import { inTime } from '../../../src/shared/timeline.ts';
import type { EntryKind, LaneEntry, LanePatch } from '../../../src/shared/timeline.ts';
import { CAST } from './crowd.ts';

/** A text of the panel in the window's language. */
type Word = (english: string) => string;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const OUTCOMES = ['completed', 'completed', 'completed', 'interrupted', 'failed'] as const;
const TEXTS: Readonly<Record<EntryKind, string>> = {
  turn: 'Turn',
  waiting: 'Waits for you',
  limit: 'Limit reached',
  assignment: 'Task assigned',
  merged: 'Work merged',
  worktree: 'Worktree',
};

/** The cast over a whole day: turns of all lengths, some at once with what kept them waiting, moments close together. */
export function dayOfTwenty(word: Word): LanePatch[] {
  const nowMs = Date.now();
  return CAST.slice(0, 18).map(({ id }, lane): LanePatch => {
    const entries: LaneEntry[] = [];
    const add = (
      kind: EntryKind,
      ago: number,
      minutes: number,
      outcome: LaneEntry['outcome'] = null,
    ): void => {
      const fromMs = nowMs - ago * MINUTE_MS;
      const isLasting = minutes >= ago;
      const toMs = isLasting ? null : fromMs + minutes * MINUTE_MS;
      const text = word(outcome === null || isLasting ? TEXTS[kind] : `Turn, ${outcome}`);
      const name = `paper-${kind}/${entries.length}`;
      entries.push({ id: name, kind, outcome: isLasting ? null : outcome, fromMs, toMs, text });
    };
    for (let ago = DAY_MINUTES - lane * 7; ago > 0; ago -= 11 + ((lane * 37 + ago) % 90)) {
      add('assignment', ago, 0);
      add('turn', ago, 3 + ((ago * 13 + lane) % 40), OUTCOMES[(ago + lane) % 5] ?? 'completed');
      if (ago % 3 === 0) add('waiting', ago - 2, 2 + (ago % 9));
      if (ago % 11 === 0) add('limit', ago - 5, 60);
      if (ago % 7 === 0) add('merged', ago - 20, 0);
      if (ago % 5 === 0) add('worktree', ago - 1, 0);
    }
    return { agentId: id, stateText: word('working'), entries: entries.sort(inTime), gone: [] };
  });
}

const LONG_PATH =
  'packages/shop-frontend/src/components/checkout/steps/payment/PaymentMethodSelector.stories.tsx';
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** Names, paths and words that are longer than any place for them, and of other scripts. */
export function oddPage(word: Word): PagePatch<SectionId, PageActionId> {
  return {
    head: head('Maximiliane-Alexandra von der Wiesenthal-Hohenstein (migration-of-everything)', word),
    sections: [
      {
        ...section('assignment', word('Assignment')),
        facts: [
          {
            label: word('May write'),
            value: [LONG_PATH, 'docs/ドキュメント', 'مستندات/دليل', LONG_WORD].join(', '),
            isCode: false,
          },
          {
            label: word('Command'),
            value: `cd ${LONG_PATH} && npm test -- --reporter=verbose "${LONG_WORD}"`,
            isCode: true,
          },
        ],
      },
      {
        ...section('plan', word('Plan')),
        content: {
          kind: 'plan',
          summary: word('{0} of {1} steps done').replace('{0}', '1').replace('{1}', '4'),
          explanation: `データ移行を始めます。 ${LONG_WORD}`,
          steps: [
            { text: '🦊 Look at everything', state: 'completed', stateText: word('done') },
            {
              text: `${LONG_PATH}: rewrite it so that ${LONG_WORD} is no longer needed`,
              state: 'in_progress',
              stateText: word('in progress'),
            },
            {
              text: 'انقل البيانات من docs/notes.md إلى قاعدة البيانات',
              state: 'pending',
              stateText: word('to do'),
            },
            { text: '', state: 'pending', stateText: word('to do') },
          ],
          note: '',
        },
      },
      {
        ...section('changes', word('Files changed')),
        content: {
          kind: 'files',
          summary: '2 files, +1200 −7',
          files: [LONG_PATH, 'مستندات/دليل المستخدم.md'].map((path, index) => ({
            id: String(index),
            path,
            kind: 'changed',
            kindText: word('changed'),
            added: 1200,
            removed: 7,
            spoken: path,
            patch: `@@ -1 +1 @@\n-${LONG_WORD}\n+${LONG_PATH.repeat(3)}`,
            patchTitle: word('Lines of {0}').replace('{0}', path),
            patchNote: '',
          })),
          note: '',
        },
      },
      {
        ...section('messages', word('Last messages')),
        content: {
          kind: 'messages',
          order: ['1', '2'],
          messages: [
            {
              id: '1',
              by: 'person',
              heading: word('To {0}').replace('{0}', 'Maximiliane-Alexandra von der Wiesenthal-Hohenstein'),
              text: `راجع السلة من فضلك: ${LONG_PATH}`,
              note: '',
              isBeingWritten: false,
              foldTitle: '',
            },
            {
              id: '2',
              by: 'agent',
              heading: '美穂子 データ移行',
              text: `# できました\n\n| Datei | Zeilen | ${LONG_WORD} |\n|--|--|--|\n| \`${LONG_PATH}\` | 12 | 🦊 |\n\n\`\`\`\n${LONG_PATH.repeat(2)}\n\`\`\`\n\n> ${LONG_WORD}\n\n1. one\n   - two\n     - three`,
              note: word('She is writing…'),
              isBeingWritten: true,
              foldTitle: '',
            },
          ],
          note: '',
          spoken: '',
        },
      },
    ],
  };
}

/** Charts of many, of two, with a gap, with limits that were reset; bars that are empty, nearly full and full. */
export function figuresPage(word: Word): PagePatch<SectionId, PageActionId> {
  const points = (values: readonly number[]): ChartPoint[] =>
    values.map((y, index) => ({ x: index / values.length, y }));
  const saw = points(Array.from({ length: 60 }, (_, index) => ((index * 7) % 100) / 100));
  return {
    head: null,
    sections: [
      {
        ...section('usage', word('Tokens and limits')),
        bars: [0, 41, 92, 100].map((percent, index) => ({
          label: index === 1 ? word('Weekly limit') : word('Context'),
          percent,
          text: word('{0} % used').replace('{0}', String(percent)),
        })),
        charts: [
          chart('context', word('Context over time'), saw, word),
          chart('primary', word('5 h limit over time'), points([0.1, 1]), word),
          chart(
            'secondary',
            word('Weekly limit over time'),
            [
              { x: 0, y: 0.2 },
              { x: 0.1, y: 0.3 },
              { x: 0.9, y: 1 },
              { x: 0.95, y: 0 },
            ],
            word,
          ),
        ],
      },
    ],
  };
}

function chart(id: string, title: string, points: readonly ChartPoint[], word: Word): PageChart {
  return {
    id,
    title,
    summary: title,
    points,
    from: '09:12',
    to: word('now'),
    top: '100 %',
    columns: [word('Time'), word('Figure')],
    rows: points.slice(-3).map(({ y }) => ['09:12', `${Math.round(y * 100)} %`] as const),
    tableTitle: word('As a table (the newest {0})').replace('{0}', '3'),
  };
}

function head(title: string, word: Word): PageHead<PageActionId> {
  const ids: readonly AgentPage['actions'][number][] = [
    { id: 'inbox', title: word('Open Inbox'), isPrimary: true },
    { id: 'attach', title: word('Attach'), isPrimary: false },
    { id: 'interrupt', title: word('Interrupt'), isPrimary: false },
    { id: 'send', title: word('Send Message…'), isPrimary: false },
    { id: 'stop', title: word('Stop'), isPrimary: false },
  ];
  return {
    title,
    state: 'limited',
    stateText: word('limit reached until {0}'),
    why: word('Her account reached a usage limit.'),
    actions: ids,
    actionsTitle: '',
  };
}

function section(id: SectionId, heading: string): PageSection<SectionId> {
  return { id, heading, facts: [], bars: [], charts: [], content: null, empty: '' };
}
