export { fleetFilePath, loadFleetConfig } from './load.ts';
export { FleetConfigSource } from './source.ts';
export { fleetFileJsonSchema } from './schema.ts';
