import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/extension/commands.ts';
import { NUMBERS, SETTINGS } from '../../../src/extension/settings.ts';

/** What manifest.test.ts does not ask: is everything that package.json offers reachable by keys, used, and told in both languages? */

interface Item {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Binding extends Item {
  readonly key: string;
  readonly mac?: string;
}

interface Setting {
  readonly type?: string;
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly enumItemLabels?: readonly string[];
}

interface Contributions {
  readonly commands: readonly {
    readonly command: string;
    readonly title: string;
    readonly category: string;
  }[];
  readonly menus: Readonly<Record<string, readonly Item[]>>;
  readonly keybindings: readonly Binding[];
  readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
}

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const texts = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, string>>;

const { contributes } = JSON.parse(read('package.json')) as { contributes: Contributions };
const english = texts('package.nls.json');
const german = texts('package.nls.de.json');
const bundle = texts('l10n/bundle.l10n.de.json');
const sources = globSync('src/extension/**/*.ts', { cwd: root })
  .map((file) => [file, read(file)] as const)
  .filter(([file]) => !/extension[/\\](commands|settings)\.ts$/u.test(file))
  .map(([, text]) => text)
  .join('\n');

const rowItems = contributes.menus['view/item/context'] ?? [];
const clauses = [...read('package.json').matchAll(/"(?:when|enablement)": "((?:[^"\\]|\\.)*)"/gu)].map(
  (match) => JSON.parse(`"${match[1] ?? ''}"`) as string,
);

const viewOf = (item: Item): string =>
  /(?:focusedView|view|activeWebviewPanelId) == ([\w.]+)/u.exec(item.when ?? '')?.[1] ?? '';
const isInline = (item: Item): boolean => item.group?.startsWith('inline') === true;

describe('commands', () => {
  it('have a title in both languages, and stand under our name', () => {
    for (const { title, category } of contributes.commands) {
      const key = /^%([\w.]+)%$/u.exec(title)?.[1] ?? '';
      expect([english[key], german[key]], title).not.toContain(undefined);
      expect(category).toBe('%category%');
    }
  });

  it('that the palette hides are offered somewhere else', () => {
    const hidden = (contributes.menus['commandPalette'] ?? [])
      .filter((item) => item.when === 'false')
      .map((item) => item.command);
    const menus = Object.entries(contributes.menus).filter(([menu]) => menu !== 'commandPalette');
    const offered = new Set(menus.flatMap(([, items]) => items.map((item) => item.command)));
    const names = new Map<string, string>(Object.entries(COMMANDS).map(([name, id]) => [id, name]));
    // A row's own click, or an action of a notification.
    const isUsed = (id: string): boolean =>
      offered.has(id) || new RegExp(`COMMANDS\\.${names.get(id)}\\b`, 'u').test(sources);
    expect(hidden.filter((id) => !isUsed(id))).toEqual([]);
  });

  it('that a row offers under the pointer stand in its context menu as well, where keys reach them', () => {
    const inMenu = new Set(
      rowItems.filter((item) => !isInline(item)).map((item) => `${viewOf(item)} ${item.command}`),
    );
    const pointerOnly = rowItems.filter(
      (item) => isInline(item) && !inMenu.has(`${viewOf(item)} ${item.command}`),
    );
    expect(pointerOnly).toEqual([]);
  });

  it('that a row offers under the pointer stand there for one that is gone, too', () => {
    const forGone = (items: readonly Item[]): readonly string[] =>
      items
        .filter((item) => viewOf(item) === 'codexMaster.worktrees' && item.command.endsWith('removeWorktree'))
        .filter(({ when }) => when?.includes('gone') !== true)
        .map(({ command }) => command);
    expect(forGone(rowItems.filter((item) => !isInline(item)))).toEqual(forGone(rowItems.filter(isInline)));
  });
});

describe('several rows of the Inbox', () => {
  // VS Code offers for several rows what every one of them offers.
  const kinds = [
    'pending command decision',
    'pending file decision',
    'pending question',
    'attention state-limited running',
    'attention watchdog hideable silent running',
  ];

  it('keep their answers, and can be interrupted and stopped, whatever else is among them', () => {
    const offers = (row: string, command: string): boolean =>
      rowItems.some(({ command: id, when = '', group = '' }) => {
        const pattern = /viewItem =~ \/((?:[^/\\]|\\.)*)\//u.exec(when)?.[1];
        const isHere = when.includes('codexMaster.inbox') && !group.startsWith('inline');
        return id === `codexMaster.${command}` && isHere && new RegExp(pattern ?? '$^', 'u').test(row);
      });
    for (const command of ['approve', 'decline', 'declineWithNote', 'interrupt', 'stop'])
      expect(
        kinds.filter((row) => !offers(row, command)),
        command,
      ).toEqual([]);
  });
});

describe('conditions', () => {
  it('ask only for what VS Code or we set', () => {
    const known =
      /^(view|viewItem|focusedView|activeWebviewPanelId|(?:sideBar|panel|auxiliaryBar|notification)Focus|statusBarFocused|listFocus|listMultiSelection|inputFocus|editorTextFocus|isWorkspaceTrusted|workspaceFolderCount|resourceScheme|commentController|commentThread|codexMaster\.\w+)$/u;
    const asked = clauses.flatMap((clause) =>
      clause
        .replaceAll(/=~ \/(?:[^/\\]|\\.)*\//gu, '')
        .replaceAll(/[=!]= ?(?:'[^']*'|[\w.-]+)/gu, '')
        .split(/&&|\|\||[!()\s]+/u)
        .filter((word) => word !== '' && word !== 'false'),
    );
    expect(asked.filter((word) => !known.test(word))).toEqual([]);
  });

  it('look on rows only for words that rows have', () => {
    const wanted = clauses.flatMap((clause) =>
      [...clause.matchAll(/viewItem (?:=~ \/((?:[^/\\]|\\.)*)\/|== '([^']*)')/gu)].flatMap(
        ([, pattern, text]) =>
          (pattern ?? text ?? '').replaceAll(String.raw`\b`, ' ').match(/[a-z]\w*(?:-\w+)?/gu) ?? [],
      ),
    );
    const states = new Set(['state-done']);
    const has = (word: string): boolean =>
      states.has(word) || new RegExp(`['"\`\\s}]${word}['"\`\\s$]`, 'u').test(sources);
    expect([...new Set(wanted)].filter((word) => !has(word))).toEqual([]);
  });
});

describe('key bindings', () => {
  const { keybindings } = contributes;

  it('do not meet each other', () => {
    for (const platform of ['key', 'mac'] as const) {
      const places = keybindings.map(
        (binding) => `${binding[platform] ?? binding.key} in ${viewOf(binding)}`,
      );
      expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
    }
  });

  it('have a Mac key where they have Ctrl', () => {
    expect(keybindings.filter(({ key, mac }) => key.startsWith('ctrl') && mac === undefined)).toEqual([]);
  });

  it('work in one of our views, or are keys that VS Code itself leaves free, and only when they can do something', () => {
    const everywhere = keybindings.filter((binding) => viewOf(binding) === '');
    for (const { key, when } of everywhere) {
      expect(key).toMatch(/^(?:ctrl\+alt\+[chn]|ctrl\+k j)$/u);
      expect(when).toContain('codexMaster.');
    }
  });

  it('lead to what needs a person also where the first key is taken: Windows starts NVDA by it, Code Runner runs a file', () => {
    const next = keybindings.filter(({ command }) => command === 'codexMaster.nextNeedsMe');
    expect(next.map(({ key }) => key)).toEqual(['ctrl+alt+n', 'ctrl+k j']);
    expect(next[0]?.when).toContain('!(editorTextFocus && codexMaster.codeRunner)');
    expect(next[1]?.when).toBe('codexMaster.needsMe');
  });

  it('leave a list its own keys', () => {
    const ofLists =
      /^(enter|space|escape|tab|home|end|pageup|pagedown|up|down|left|right|f2|f10|ctrl\+[acfvxz]|ctrl\+shift\+enter|shift\+(up|down|f10)|[a-z])$/u;
    expect(keybindings.filter(({ key }) => ofLists.test(key))).toEqual([]);
  });
});

describe('settings', () => {
  const settings = Object.entries(contributes.configuration.properties);

  it('are typed, scoped, in an order, and told with each of their values in both languages', () => {
    for (const [name, setting] of settings) {
      expect(setting.type, name).toMatch(/^(string|number|boolean)$/u);
      expect(setting.scope, name).toBe('window');
      const { markdownDescription = '', enumDescriptions = [], enumItemLabels = [] } = setting;
      const told = [markdownDescription, ...enumDescriptions, ...enumItemLabels];
      for (const text of told) {
        const key = text.slice(1, -1);
        expect([english[key], german[key]], `${name}: ${text}`).not.toContain(undefined);
      }
      expect(enumDescriptions.length, name).toBe(setting.enum?.length ?? 0);
      expect(enumItemLabels.length, name).toBe(setting.enum?.length ?? 0);
    }
    const orders = settings.map(([, { order }]) => order);
    expect(new Set(orders).size).toBe(settings.length);
  });

  it('are all read', () => {
    const names = [...Object.keys(SETTINGS), ...Object.keys(NUMBERS)];
    const isRead = (name: string): boolean =>
      new RegExp(`read(?:Setting|Number)\\(\\s*'${name.replace('.', '\\.')}'`, 'u').test(sources);
    expect(names.filter((name) => !isRead(name))).toEqual([]);
  });
});

describe('German', () => {
  const values = Object.entries({ ...german, ...bundle });

  /** One word for one thing, in the panel and in VS Code's own German. */
  it.each([
    ['Home', /Zuhause/u],
    ['anhalten', /\b[Gg]?e?stopp(?:t|e|en)\b/u],
    ['Wächter', /Wachhund/u],
    ['Gespräch', /Unterhaltung/u],
    ['Turn', /\bRunden?\b/u],
    ['Token without s', /\bTokens\b/u],
    ['führen', /\b(?:ge)?leitet\b|\bleiten\b/u],
    ['Belegung', /\bLeases?\b/u],
    ['der Codex', /\b(?:das|ein|anderes|eigenes) Codex\b/u],
    ['dots that join the word', /\w …$/u],
    ['quotes as in print', /(?:^|\s)"\w/u],
    ['du', /\b(?:Ihnen|Bitte \w+en Sie)\b/u],
  ])('says %s, not %s', (_word, wrong) => {
    expect(values.filter(([, text]) => wrong.test(text))).toEqual([]);
  });

  it('is not English', () => {
    const same = values.filter(([key, text]) => (english[key] ?? key) === text).map(([key]) => key);
    const isBoth = (key: string): boolean =>
      !/\b(?:the|of|is|are|to|with|she|her|not|and|you|no)\b/iu.test(english[key] ?? key);
    expect(same.filter((key) => !isBoth(key))).toEqual([]);
  });
});
