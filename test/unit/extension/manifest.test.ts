import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHRASES, SIGHTING_WHY } from '../../../src/core/agent/activityPhrases.ts';
import { WALKTHROUGH } from '../../../src/extension/commands/setup.ts';
import { COMMANDS } from '../../../src/extension/commands.ts';
import { CONTEXT_KEYS } from '../../../src/extension/contextKeys.ts';
import { MCP_PROVIDER } from '../../../src/extension/setup/mcpProvider.ts';
import { NUMBERS, SETTINGS, SETTINGS_SECTION } from '../../../src/extension/settings.ts';
import { TERMINAL_PROFILE } from '../../../src/extension/terminals/terminalNames.ts';
import { AGENT_PAGE } from '../../../src/extension/panels/page/viewTypes.ts';
import { AGENTS_VIEW } from '../../../src/extension/views/agents/agentsTree.ts';
import { ASSIGNMENTS_VIEW } from '../../../src/extension/views/assignments/assignmentsTree.ts';
import { HEALTH_VIEW } from '../../../src/extension/health/healthTree.ts';
import { INBOX_VIEW } from '../../../src/extension/views/inbox/inboxTree.ts';
import { REVIEW_COMMENTS } from '../../../src/extension/worktrees/comments.ts';
import { WORKTREES_VIEW } from '../../../src/extension/worktrees/worktreesView.ts';

const root = path.resolve(import.meta.dirname, '../../..');

interface Command {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
  readonly enablement?: string;
}

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Setting {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enumDescriptions: readonly string[];
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when: string;
    }[];
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly media: {
          readonly image?: Readonly<Record<'dark' | 'light' | 'hc' | 'hcLight', string>>;
          readonly markdown?: string;
        };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
    readonly terminal: { readonly profiles: readonly { readonly id: string }[] };
    readonly configurationDefaults: Readonly<Record<string, readonly string[]>>;
  };
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function readTexts(file: string): Readonly<Record<string, string>> {
  return JSON.parse(read(file)) as Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const { contributes } = manifest;
const ids: readonly string[] = Object.values(COMMANDS);
const views: readonly string[] = [AGENTS_VIEW, INBOX_VIEW, ASSIGNMENTS_VIEW, WORKTREES_VIEW, HEALTH_VIEW];
const english = readTexts('package.nls.json');
const german = readTexts('package.nls.de.json');
const bundle = readTexts('l10n/bundle.l10n.de.json');
const sources = globSync('src/extension/**/*.ts', { cwd: root }).map(read);

/** Every `when` and `enablement` of the manifest. */
const clauses = [...read('package.json').matchAll(/"(?:when|enablement)": "((?:[^"\\]|\\.)*)"/gu)].map(
  (match) => match[1] ?? '',
);

describe('the manifest', () => {
  it('declares exactly the commands that are registered', () => {
    expect(contributes.commands.map((command) => command.command).toSorted()).toEqual(ids.toSorted());
  });

  it('uses only those in menus, key bindings and welcome texts', () => {
    const menus = Object.values(contributes.menus).flat();
    const links = Object.values({ ...english, ...german }).flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)[)?]/gu)].map((match) => match[1] ?? ''),
    );
    const used = [...menus, ...contributes.keybindings].map((item) => item.command);
    // Of VS Code's own.
    const foreign = new Set(['workbench.trust.manage', 'workbench.action.files.openFolder']);
    expect([...used, ...links].filter((id) => !ids.includes(id) && !foreign.has(id))).toEqual([]);
  });

  it('leaves it to us to refuse what a click on a row runs: VS Code would do so without a word', () => {
    const onRows = new Set(
      sources
        .flatMap((text) => [...text.matchAll(/\bid: COMMANDS\.(\w+),\s+title: [^\n]+,\s+args: /gu)])
        .map((match) => `codexMaster.${match[1]}`),
    );
    expect(onRows).toContain('codexMaster.openFleetFile');
    const silent = contributes.commands.filter(
      ({ command, enablement }) => onRows.has(command) && enablement?.includes('isWorkspaceTrusted'),
    );
    expect(silent.map(({ command }) => command)).toEqual([]);
  });

  it('lets every command that a tree offers in line show an icon', () => {
    const inline = contributes.menus['view/item/context']?.filter((item) =>
      JSON.stringify(item).includes('"inline'),
    );
    const withIcon = contributes.commands.filter((command) => command.icon !== undefined);
    const names = new Set(withIcon.map((command) => command.command));
    expect(inline?.filter((item) => !names.has(item.command))).toEqual([]);
  });

  it('declares exactly the settings that are read, with the same values and defaults', () => {
    const declared = Object.entries(contributes.configuration.properties).map(([name, setting]) => [
      name,
      setting.enum,
      setting.default,
    ]);
    const known = Object.entries(SETTINGS).map(([name, values]) => [
      `${SETTINGS_SECTION}.${name}`,
      values,
      values[0],
    ]);
    expect(declared.filter(([, values]) => values !== undefined)).toEqual(known);
  });

  it('declares the settings that are numbers with their bounds', () => {
    const declared = Object.entries(contributes.configuration.properties)
      .filter(([, setting]) => setting.enum === undefined)
      .map(([name, { default: usual, minimum: least, maximum: most }]) => [name, { usual, least, most }]);
    const known = Object.entries(NUMBERS).map(([name, bounds]) => [`${SETTINGS_SECTION}.${name}`, bounds]);
    expect(declared).toEqual(known);
  });

  it('lets its keys through while a terminal has the focus', () => {
    const everywhere = contributes.keybindings.filter(
      ({ when }) => !/focusedView|editorTextFocus|activeWebviewPanelId/u.test(when ?? ''),
    );
    const bound = everywhere.map(({ command }) => command).toSorted();
    const passed = contributes.configurationDefaults['terminal.integrated.commandsToSkipShell'];
    expect(passed?.toSorted()).toEqual([...new Set(bound)]);
  });

  it('asks only for context keys that are set', () => {
    const asked = clauses.flatMap((clause) => clause.match(/codexMaster\.\w+/gu) ?? []);
    const known = new Set<string>([...CONTEXT_KEYS, ...views, REVIEW_COMMENTS, AGENT_PAGE]);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
    expect(CONTEXT_KEYS.filter((key) => !asked.includes(key))).toEqual([]);
  });

  it('declares exactly the views and providers that there are', () => {
    const declared = Object.values(contributes.views).flat();
    expect(declared.map((view) => view.id)).toEqual(views);
    expect(contributes.viewsWelcome.filter((welcome) => !views.includes(welcome.view))).toEqual([]);
    expect(contributes.terminal.profiles.map((profile) => profile.id)).toEqual([TERMINAL_PROFILE]);
    expect(contributes.mcpServerDefinitionProviders.map((provider) => provider.id)).toEqual([MCP_PROVIDER]);
  });

  it('says one thing in an empty Inbox, and nothing of what nobody knows yet', () => {
    const saidIn = (context: Readonly<Record<string, boolean | string>>): string[] =>
      contributes.viewsWelcome
        .filter(({ view, when }) => view === INBOX_VIEW && holds(when, context))
        .map(({ contents }) => contents);
    const ready = { 'codexMaster.fleet': 'ready', isWorkspaceTrusted: true };
    const running = { ...ready, 'codexMaster.running': true };
    expect(saidIn(running)).toEqual(['%welcome.inbox.calm%']);
    expect(saidIn(ready)).toEqual(['%welcome.inbox.stopped%']);
    for (const before of [ready, running])
      expect(saidIn({ ...before, 'codexMaster.checking': true })).toEqual(['%welcome.inbox.checking%']);
    expect(saidIn({ ...ready, 'codexMaster.newcomer': true })).toEqual(['%welcome.inbox.new%']);
    expect(saidIn({ ...ready, isWorkspaceTrusted: false })).toEqual(['%welcome.restricted%']);
    expect(saidIn({ 'codexMaster.fleet': 'loading' })).toEqual(['%welcome.inbox.loading%']);
  });

  it('has a walkthrough whose pictures, texts and completions exist, in both languages', () => {
    const [walkthrough] = contributes.walkthroughs;
    expect(`codex-master.codex-master#${walkthrough?.id}`).toBe(WALKTHROUGH);
    for (const { media, completionEvents } of walkthrough?.steps ?? []) {
      const texts =
        media.markdown === undefined ? [] : [media.markdown, media.markdown.replace(/md$/u, 'nls.de.md')];
      const files = [Object.values(media.image ?? {}), texts].flat();
      for (const file of files) expect(read(file).length).toBeGreaterThan(0);
      const known = new Set<string>([
        ...ids.map((id) => `onCommand:${id}`),
        ...views.map((view) => `onView:${view}`),
        ...CONTEXT_KEYS.map((key) => `onContext:${key}`),
      ]);
      expect(completionEvents.filter((event) => !known.has(event))).toEqual([]);
    }
  });

  it('names only files that exist', () => {
    const icons = Object.values(contributes.views)
      .flat()
      .map((view) => view.icon);
    const containers = contributes.viewsContainers.activitybar.map((container) => container.icon);
    const schemas = contributes.jsonValidation.map((validation) => validation.url);
    for (const file of [manifest.icon, ...icons, ...containers, ...schemas]) {
      expect(read(file).length).toBeGreaterThan(0);
    }
  });
});

describe('the texts', () => {
  it('of the manifest are there in both languages, and no others', () => {
    const used = [...read('package.json').matchAll(/"%([\w.]+)%"/gu)].map((match) => match[1] ?? '');
    const expected = [...new Set(used)].toSorted();
    expect(Object.keys(english).toSorted()).toEqual(expected);
    expect(Object.keys(german).toSorted()).toEqual(expected);
  });

  it('that name a command, a view or an editor are in title case, as those of VS Code', () => {
    const named = Object.entries(english).filter(([key]) =>
      /^(?:command\..*\.title|view\.\w+|category|terminal\.profile)$/u.test(key),
    );
    const buttons = Object.values(english).flatMap((text) =>
      [...text.matchAll(/(?:^|\n)\[([^\]]+)\]\(command:/gu)].map((match) => match[1] ?? ''),
    );
    const editors = sources.flatMap((text) =>
      [...text.matchAll(/(?:newPanel\(\w+, |title: )l10n\.t\('((?:New|Fleet) [^']*)'/gu)].map(
        (match) => match[1] ?? '',
      ),
    );
    const all = [...named.map(([, text]) => text), ...buttons, ...editors];
    expect(all.filter((text) => titleCase(text) !== text)).toEqual([]);
    expect(new Set(editors)).toEqual(new Set(['Fleet Timeline', 'New Assignment']));
  });

  it('of commands can be told apart by their words, in both languages', () => {
    for (const texts of [english, german]) {
      const titles = contributes.commands.map(({ title }) => texts[title.replaceAll('%', '')] ?? '');
      const words = titles.map((title) => title.replace(/…$/u, '').toLowerCase());
      expect(words.filter((title, index) => words.indexOf(title) !== index)).toEqual([]);
    }
  });

  it('of the code are literal, so that they can be found', () => {
    // words.ts translates the core's own phrases, which are checked below.
    const dynamic = sources.flatMap((text) => text.match(/l10n\.t\((?!\s*['"])[^)]*/gu) ?? []);
    expect(dynamic).toEqual(['l10n.t(text']);
  });

  it('of the code and the core are all there in German, and no others', () => {
    const literal = /l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/gu;
    const used = sources.flatMap((text) =>
      [...text.matchAll(literal)].map((match) => match[1] ?? match[2] ?? ''),
    );
    const expected = new Set([...used, ...corePhrases()]);
    expect(Object.keys(bundle).toSorted()).toEqual([...expected].toSorted());
  });

  it('keep their holes in German', () => {
    const holes = (text: string): string[] => [...new Set(text.match(/\{\d\}/gu) ?? [])].toSorted();
    const broken = Object.entries(bundle).filter(([from, to]) => holes(from).join() !== holes(to).join());
    expect(broken).toEqual([]);
  });
});

/** Of a `when` of terms that must all hold; what the context does not name is false. */
function holds(when: string, context: Readonly<Record<string, boolean | string>>): boolean {
  return when.split(' && ').every((term) => {
    const [key = '', value] = term.split(/ [!=]= /u);
    if (value !== undefined) return (context[key] === value) === term.includes(' == ');
    return key.startsWith('!') ? context[key.slice(1)] !== true : context[key] === true;
  });
}

/** As VS Code's guidelines want it: short words in the middle are small; a file or a program keeps its name. */
function titleCase(text: string): string {
  const words = text.split(' ');
  const isSmall = (word: string, index: number): boolean =>
    index > 0 &&
    index < words.length - 1 &&
    /^(?:a|an|and|as|at|by|for|from|in|into|of|on|onto|or|the|to|with)$/iu.test(word);
  const cased = words.map((word, index) => {
    if (/^(?:\w+\.\w+|tmux)…?$/u.test(word)) return word;
    return isSmall(word, index) ? word.toLowerCase() : word.replace(/^\(?./u, (first) => first.toUpperCase());
  });
  return cased.join(' ');
}

/** Phrases that the core and the adapters hand out for front ends to translate. */
function corePhrases(): string[] {
  const activity = Object.values(PHRASES).flatMap((phrase) => [phrase.evidence, phrase.why]);
  const sightings = read('src/adapters/codex/terminal/phrases.ts').matchAll(/'([a-z]+(?: [a-z]+)+)'\]/gu);
  const doing = read('src/adapters/codex/translate/doing.ts').matchAll(/(?:\w+: |THINKS = )'([a-z ]+)'/gu);
  const launchers = read('src/adapters/codex/host/probe.ts').matchAll(
    /(?:return|null :) '([A-Za-z-]+(?: [A-Za-z-]+)+)'/gu,
  );
  return [
    ...activity,
    ...[...launchers].map((match) => match[1] ?? ''),
    ...Object.values(SIGHTING_WHY),
    ...[...sightings, ...doing].map((match) => match[1] ?? ''),
  ];
}
