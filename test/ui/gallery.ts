/**
 * Every screen of the panel as pictures, for the eye: `node test/ui/gallery.ts [--locale de] [--themes dark,light] [--rooms fleet,first] [--only 50,51]`.
 * They are written to `.vscode-test/pictures/<locale>/<theme>/<scene>.png`; nothing of it is committed. Build before.
 */
import { parseArgs } from 'node:util';
import { prepareSystem } from '../tools/prepare.ts';
import { crowdScenes } from './gallery/crowdScenes.ts';
import { firstScenes } from './gallery/firstScenes.ts';
import { fleetScenes } from './gallery/fleetScenes.ts';
import type { GalleryOptions } from './gallery/studio.ts';
import { troubleScenes } from './gallery/troubleScenes.ts';
import { THEME_IDS } from './themes.ts';

const { values } = parseArgs({
  options: {
    locale: { type: 'string' },
    themes: { type: 'string' },
    only: { type: 'string' },
    rooms: { type: 'string' },
  },
});

const ROOMS = { fleet: fleetScenes, first: firstScenes, crowd: crowdScenes, trouble: troubleScenes };

const wanted = values.themes?.split(',');
const only = values.only?.split(',');
const options: GalleryOptions = {
  locale: values.locale === 'de' ? 'de' : 'en',
  themes: THEME_IDS.filter((theme) => wanted === undefined || wanted.includes(theme)),
  isWanted: (scene) => only === undefined || only.some((part) => scene.startsWith(part)),
};
await prepareSystem();
const rooms = values.rooms?.split(',');
for (const [name, scenes] of Object.entries(ROOMS))
  if (rooms === undefined || rooms.includes(name)) await scenes(options);
