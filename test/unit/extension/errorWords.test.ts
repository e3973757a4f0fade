import { env } from 'vscode';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { errorSentence, panelError } from '../../../src/extension/errorWords.ts';

const setLanguage = (language: string): void => {
  vi.spyOn(env, 'language', 'get').mockReturnValue(language);
};

afterEach(() => void vi.restoreAllMocks());

describe('what a person reads of an error', () => {
  it('is its own sentence in English, and what its code means in another language', () => {
    const error = new FleetError('unknown_agent', 'There is no Agentin "x".');
    expect(errorSentence(error)).toBe('There is no Agentin "x".');
    setLanguage('de');
    expect(errorSentence(error)).toBe('There is no such Agentin in fleet.json.');
  });

  it('is the own sentence of an error of the panel, whichever of its two bundles threw it', async () => {
    setLanguage('de');
    // A copy of the module, as each bundle has one.
    const copy: string = '../../../src/extension/errorWords.ts?copy';
    const other = (await import(copy)) as { readonly panelError: typeof panelError };
    expect(other.panelError).not.toBe(panelError);
    expect(errorSentence(panelError('unknown_agent', 'Gibt es hier nicht.'))).toBe('Gibt es hier nicht.');
    expect(errorSentence(other.panelError('unknown_agent', 'Gibt es dort nicht.'))).toBe(
      'Gibt es dort nicht.',
    );
  });
});
