export { fleetFilePath, loadFleetConfig, type LoadedConfig } from './load.ts';
export { FleetConfigSource } from './source.ts';
export { fleetFileJsonSchema, FLEET_FILE_VERSION } from './schema.ts';
