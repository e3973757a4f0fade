import { expect, it } from 'vitest';
import { nodeProblem } from '../../../src/cli/nodeVersion.ts';

it.each(['18.0.0', '20.20.2', '22.12.9'])('Node %s is told to be too old', (version) => {
  expect(nodeProblem(version)).toContain('needs Node 22.13');
});

it.each(['22.13.0', '22.20.1', '24.0.0', process.versions.node])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeNull();
});
