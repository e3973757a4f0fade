import { writeFileSync } from 'node:fs';
import { fleetFileJsonSchema } from './schema.ts';

// Run by hand after a change of the schema: `node src/adapters/config/writeSchema.ts`, then `oxfmt media/fleet.schema.json`.
writeFileSync(
  new URL('../../../media/fleet.schema.json', import.meta.url),
  `${JSON.stringify(fleetFileJsonSchema(), null, 2)}\n`,
);
