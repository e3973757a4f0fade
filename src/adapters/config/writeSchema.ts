import { writeFileSync } from 'node:fs';
import { fleetFileJsonSchema } from './schema.ts';

// `npm run schema`, after a change of the schema.
writeFileSync(
  new URL('../../../media/fleet.schema.json', import.meta.url),
  `${JSON.stringify(fleetFileJsonSchema(), null, 2)}\n`,
);
