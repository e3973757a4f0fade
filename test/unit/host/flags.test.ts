import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../host/flags.ts';

describe("VS Code's command line", () => {
  test("is read as @vscode/test-electron writes it, a desktop's flags passed over", () => {
    const flags = parseFlags([
      '/some/folder',
      '--no-sandbox',
      '--skip-welcome',
      '--extensionTestsPath=/tests/index.cjs',
      '--extensionDevelopmentPath=/one',
      '--extensionDevelopmentPath=/two',
      '--user-data-dir=/data',
    ]);
    expect(flags).toEqual({
      folder: '/some/folder',
      extensionTestsPath: '/tests/index.cjs',
      extensionDevelopmentPaths: ['/one', '/two'],
      userDataDir: '/data',
      installExtensions: [],
    });
  });

  test('takes a value from the next word too, as people type it', () => {
    expect(parseFlags(['--install-extension', 'a.vsix', 'folder'])).toMatchObject({
      installExtensions: ['a.vsix'],
      folder: 'folder',
    });
  });

  test('refuses a flag without its value', () => {
    expect(() => parseFlags(['--user-data-dir'])).toThrow('--user-data-dir wants a value');
  });
});
