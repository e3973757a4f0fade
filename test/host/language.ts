import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installFromFolder, type ServerFolders } from './extensions.ts';

/**
 * Lets a server that uses these folders speak `locale`. To call a language its own, VS Code wants a language pack; the real
 * ones come from the Marketplace alone, so this is an empty one: VS Code's own texts stay English, while
 * `vscode.env.language`, `package.nls.<locale>.json` and `vscode.l10n` bundles are the language's.
 * Call it before the server starts.
 */
export async function installLanguagePack(folders: ServerFolders, locale: 'de'): Promise<void> {
  const folder = path.join(folders.userDataDir, 'language', locale);
  const translations = path.join(folder, 'translations.json');
  await mkdir(folder, { recursive: true });
  await writeJson(path.join(folder, 'package.json'), manifest(locale));
  await writeJson(translations, { version: '1.0.0', contents: {} });
  await installFromFolder(folders.extensionsDir, folder);
  await writeJson(path.join(folders.userDataDir, 'languagepacks.json'), packList(locale, translations));
}

const publisher = 'codex-master-tests';
const version = '1.0.0';

function name(locale: string): string {
  return `language-${locale}`;
}

function manifest(locale: string): object {
  return {
    name: name(locale),
    publisher,
    version,
    engines: { vscode: '*' },
    categories: ['Language Packs'],
    contributes: {
      localizations: [{ languageId: locale, translations: [{ id: 'vscode', path: './translations.json' }] }],
    },
  };
}

/** What VS Code writes when a language pack is installed in the window; it reads this file alone. */
function packList(locale: string, translations: string): object {
  const id = `${publisher}.${name(locale)}`;
  return {
    [locale]: {
      hash: createHash('md5').update(id).update(version).digest('hex'),
      extensions: [{ extensionIdentifier: { id }, version }],
      translations: { vscode: translations },
      label: locale,
    },
  };
}

async function writeJson(file: string, content: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
