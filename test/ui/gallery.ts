/**
 * Every screen of the panel as pictures, for the eye: `node test/ui/gallery.ts [--locale de] [--themes dark,light] [--only trees,form]`.
 * They are written to `.vscode-test/pictures/<locale>/<theme>/<scene>.png`; nothing of it is committed. Build before.
 */
import { parseArgs } from 'node:util';
import { prepareSystem } from '../tools/prepare.ts';
import { firstScenes } from './gallery/firstScenes.ts';
import { fleetScenes } from './gallery/fleetScenes.ts';
import type { GalleryOptions } from './gallery/studio.ts';
import { THEME_IDS } from './themes.ts';

const { values } = parseArgs({
  options: { locale: { type: 'string' }, themes: { type: 'string' }, only: { type: 'string' } },
});

const wanted = values.themes?.split(',');
const only = values.only?.split(',');
const options: GalleryOptions = {
  locale: values.locale === 'de' ? 'de' : 'en',
  themes: THEME_IDS.filter((theme) => wanted === undefined || wanted.includes(theme)),
  isWanted: (scene) => only === undefined || only.some((part) => scene.startsWith(part)),
};
await prepareSystem();
await fleetScenes(options);
await firstScenes(options);
