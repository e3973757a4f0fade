import { expect, it } from 'vitest';
import { AgentFigures } from '../../../../../src/core/fleet/runtime/agentFigures.ts';
import { fleetConfig, World } from '../../../fakes/ports/world.ts';

it('counts who uses her home again when her session came or went meanwhile', async () => {
  const deps = new World().deps();
  const [spec] = fleetConfig().agents;
  if (spec === undefined) throw new Error('The fleet has nobody.');
  const counts = [1, 3];
  const externalProcesses = async () => {
    const all = counts.shift() ?? 0;
    if (all === 1) figures.forgetRun();
    return Promise.resolve({ all, external: 0 });
  };
  const figures = new AgentFigures(spec, { ...deps, codexHost: { ...deps.codexHost, externalProcesses } });
  await figures.read({ rawLogPath: null, hasAssignment: true });
  expect(figures.known.processes).toEqual({ all: 3, external: 0 });
});
