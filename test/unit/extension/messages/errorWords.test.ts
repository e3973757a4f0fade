import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { env } from 'vscode';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { ErrorReporter } from '../../../../src/extension/messages/errorReporter.ts';
import { codeSentence, errorSentence, panelError } from '../../../../src/extension/messages/errorWords.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { silent } from '../support.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

const setLanguage = (language: string): void => {
  vi.spyOn(env, 'language', 'get').mockReturnValue(language);
};

afterEach(() => void vi.restoreAllMocks());

describe('what a person reads of an error', () => {
  it('is its own sentence in English, and what its code means in another language', () => {
    const error = new FleetError('unknown_agent', 'There is no Agentin "x".');
    expect(errorSentence(error)).toBe('There is no Agentin "x".');
    setLanguage('de');
    expect(errorSentence(error)).toMatch(/^There is no such Agentin in fleet\.json\. Look /u);
  });

  it('is the own sentence of an error of the panel, whichever of its two bundles threw it', async () => {
    setLanguage('de');
    // A copy of the module, as each bundle has one.
    const copy: string = '../../../../src/extension/messages/errorWords.ts?copy';
    const other = (await import(copy)) as { readonly panelError: typeof panelError };
    expect(other.panelError).not.toBe(panelError);
    expect(errorSentence(panelError('unknown_agent', 'Gibt es hier nicht.'))).toBe('Gibt es hier nicht.');
    expect(errorSentence(other.panelError('unknown_agent', 'Gibt es dort nicht.'))).toBe(
      'Gibt es dort nicht.',
    );
  });
});

/** What is said ends with a next step: in its words (more than one sentence or clause), or as a button beyond the log's. */
const tellsWhatToDo = (sentence: string): boolean => /[.:;?] \S/u.test(sentence);

/** Nothing is left to do where a person gave up, or somebody else was faster. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set(['cancelled', 'nothing_pending']);

const sources = globSync('src/**/*.ts', { cwd: root });
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('every error tells what to do next', () => {
  const codes = [...read('src/core/errors.ts').matchAll(/^ {2}\| '(\w+)'/gmu)].map(
    ([, code]) => code as ErrorCode,
  );

  it.each(codes.filter((code) => codeSentence(code) !== null && !NOTHING_TO_DO.has(code)))(
    '%s',
    async (code) => {
      ui.reset();
      const sentence = codeSentence(code) ?? '';
      await new ErrorReporter(silent).show(new FleetError(code, sentence), { agentId: 'a' });
      const [, button] = / \[([^\]]+)\]$/u.exec(ui.shown[0] ?? '') ?? [];
      expect(tellsWhatToDo(sentence) || (button !== undefined && button !== 'Show Log'), ui.shown[0]).toBe(
        true,
      );
    },
  );

  it('where it is thrown, too: its own sentence is what English shows', () => {
    const thrown = sources.flatMap((file) =>
      [
        ...read(file).matchAll(
          /(?:new FleetError|panelError)\(\s*'(\w+)',\s*(?:l10n\.t\(\s*)?(['"`])((?:\\.|(?!\2).)*)\2(?!\s*\+)/gu,
        ),
      ].map(([, code = '', , sentence = '']) => ({ file, code, sentence })),
    );
    expect(thrown.length).toBeGreaterThan(80);
    const withButton = new Set(['tmux_missing', 'codex_missing']);
    const mute = thrown.filter(
      ({ code, sentence }) =>
        code !== 'internal' && !NOTHING_TO_DO.has(code) && !withButton.has(code) && !tellsWhatToDo(sentence),
    );
    expect(mute).toEqual([]);
  });
});
