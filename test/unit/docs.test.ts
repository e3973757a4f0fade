import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBundles } from '../../build.ts';
import { operations } from '../../src/operations/index.ts';

/** What README and CONTRIBUTING lead to is there: files, scripts, places in a text, switches of the tests. */

const root = path.resolve(import.meta.dirname, '../..');
const DOCS = ['README.md', 'CONTRIBUTING.md', 'src/adapters/codex/protocol/README.md'] as const;

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const exists = (file: string): boolean => existsSync(path.join(root, file));

const { scripts, devDependencies } = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
/** What a build writes. */
const built = new Set(findBundles().map(({ name }) => `dist/${name}.js`));
/** What tests and tools make for themselves; git leaves it out. */
const made = new Set(read('.gitignore').split('\n'));

/** `src/core/errors.ts`, `commands/`, `lateParts.ts`; not what lies in a home, a variable, a glob or a sentence. */
const PATH = /^(?![~$/]|\.\w+$)[\w.@-]+(?:\/[\w.@-]+)*\/?$/u;
const looksLikePath = (word: string): boolean =>
  PATH.test(word) && (/\.(?:ts|json|md|yml|sh)$/u.test(word) || (word.includes('/') && !word.includes('@')));

/** A path that stands after another one in its line may be told from where that one lies. */
function pathsThatAreNot(file: string): string[] {
  const here = path.posix.dirname(file);
  return read(file)
    .split('\n')
    .flatMap((line) => {
      const places = ['.', here];
      return [...line.matchAll(/`([^`]+)`/gu)].flatMap(([, word = '']) => {
        if (!looksLikePath(word) || built.has(word) || made.has(`${word.replace(/\/$/u, '')}/`)) return [];
        const found = places.map((place) => path.posix.join(place, word)).find(exists);
        if (found === undefined) return [word];
        places.push(word.endsWith('/') ? found : path.posix.dirname(found));
        return [];
      });
    });
}

/** What a person can type: in blocks, and within sentences. */
function commandsIn(file: string): string[] {
  const text = read(file);
  const blocks = [...text.matchAll(/```sh\n([^]*?)```/gu)].flatMap(([, block = '']) => block.split('\n'));
  const words = [...text.matchAll(/`([^`\n]+)`/gu)].map(([, word = '']) => word);
  return [...blocks, ...words].flatMap((line) => line.replace(/\s+#.*$/u, '').split(' && '));
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/gu, '')
    .replaceAll(' ', '-');

describe.each(DOCS)('%s', (file) => {
  it('names only files and folders that are there', () => {
    expect(pathsThatAreNot(file).filter((word) => !KNOWN.has(word))).toEqual([]);
  });

  it('names only scripts that npm and node can run', () => {
    const own = new Set(['ci', 'test', 'install']);
    const wrong = commandsIn(file).filter((command) => {
      const [program = '', ...args] = command
        .trim()
        .split(' ')
        .filter((word) => !/^\w+=/u.test(word));
      if (program === 'npm')
        return args[0] === 'run' ? scripts[args[1] ?? ''] === undefined : !own.has(args[0] ?? '');
      if (program === 'npx') return devDependencies[args[0] ?? ''] === undefined;
      const [script = ''] = args;
      return program === 'node' && looksLikePath(script) && !built.has(script) && !exists(script);
    });
    expect(wrong).toEqual([]);
  });

  it('links only to what is there, headings included', () => {
    const links = [...read(file).matchAll(/\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/gu)];
    const local = links
      .map(([, link, source]) => link ?? source ?? '')
      .filter((link) => !/^https?:/u.test(link));
    const wrong = local.filter((link) => {
      const [target = '', anchor] = link.split('#');
      const to = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
      if (!exists(to)) return true;
      const headings = [...read(to).matchAll(/^#+ (.*)$/gmu)].map(([, heading = '']) => anchorOf(heading));
      return anchor !== undefined && !headings.includes(anchor);
    });
    expect(wrong).toEqual([]);
  });
});

/** In a home, in a package or in a Codex, not here. */
const KNOWN = new Set(['fleet.json', 'config.toml', 'raw/', '.app.json', '../protocol/v2/Name.ts']);

it('CONTRIBUTING names every switch that tests read from the environment', () => {
  const files = globSync('test/{unit,integration,ui}/**/*.ts', { cwd: root });
  const isSwitch = /process\.env\['((?:CODEX_MASTER|FUZZ)_\w+)'\]\s*(?:\?\?|!==|===)/gu;
  const switches = new Set(
    files.flatMap((file) => [...read(file).matchAll(isSwitch)].map(([, name]) => name ?? '')),
  );
  const text = read('CONTRIBUTING.md');
  expect(switches.size).toBeGreaterThan(3);
  expect([...switches].filter((name) => !text.includes(`\`${name}`))).toEqual([]);
});

it('CONTRIBUTING names every bundle that the extension is made of, by its source', () => {
  const entries = findBundles().filter(({ kind }) => kind === 'extension');
  const text = read('CONTRIBUTING.md');
  const late = entries.filter(({ name }) => name !== 'extension');
  expect(late.filter(({ entry }) => !text.includes(path.basename(entry)))).toEqual([]);
});

it('every command line that a person is told begins with the command that installing brings', () => {
  const words = [...operations.map(({ cli }) => cli.command), 'tools', 'completion', 'COMMAND'].join('|');
  const wrong = new RegExp(`(?<![\\w/.-])codex-master (?:${words})\\b`, 'gu');
  const files = [...DOCS, ...globSync(['src/**/*.ts', 'media/**/*.md', 'l10n/*.json'], { cwd: root })];
  expect(
    files.flatMap((file) => [...read(file).matchAll(wrong)].map(([line]) => `${file}: ${line}`)),
  ).toEqual([]);
});
