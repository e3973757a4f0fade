import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installationPlaces } from '../../../src/adapters/installation/places.ts';
import { syncPluginCache } from '../../../src/adapters/installation/plugin/pluginCacheSync.ts';

/** Puts ever newer files of one version into a cache, until it is killed; or once, with `once`. */

const [root = '', mode = ''] = process.argv.slice(2);
const places = installationPlaces(
  { HOME: root, CODEX_HOME: path.join(root, 'home') },
  path.join(root, 'package'),
);
const readme = path.join(places.pluginSource, 'README.md');
const nonce = (): string => `${Date.now()}.${process.hrtime.bigint().toString(36)}`;

async function syncOnce(): Promise<string> {
  try {
    return (await syncPluginCache({ places, nonce })).status;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

process.stdout.write('ready\n');
if (mode === 'once') process.stdout.write(await syncOnce());
else
  for (;;) {
    writeFileSync(readme, `${readFileSync(readme, 'utf8').slice(0, 100)} again`);
    await syncOnce();
  }
