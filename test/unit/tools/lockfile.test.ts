import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkout } from '../../host/paths.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/**
 * npm leaves other platforms' binaries out of the lock file when it cannot see them while it writes it, and then `npm ci` refuses the
 * file. Such entries (version, os, cpu, libc) may be added by hand; npm keeps them.
 */
test('package-lock.json knows every optional package, those of other platforms too', () => {
  const { packages } = lockSchema.parse(
    JSON.parse(readFileSync(path.join(checkout, 'package-lock.json'), 'utf8')),
  );
  const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        packages[`${at}/node_modules/${name}`] === undefined &&
        packages[`node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});
