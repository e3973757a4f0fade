import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fleetFileJsonSchema } from '../../../../src/adapters/config/index.ts';

it('media/fleet.schema.json is the schema of the fleet file (else run src/adapters/config/writeSchema.ts)', () => {
  const path = join(import.meta.dirname, '../../../../media/fleet.schema.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(fleetFileJsonSchema());
});
