/**
 * What the trees need before anything else, as a bundle of its own (`dist/extension-fleet.js`), loaded by
 * `import('./fleetPart.ts')` alone: half of what comes late, and the half that a person waits for.
 */
export { createNodeFleet } from '../../adapters/nodeFleet.ts';
export { fleetFilePath } from '../../adapters/config/index.ts';
