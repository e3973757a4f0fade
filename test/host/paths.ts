import path from 'node:path';

/** The checkout. */
export const checkout = path.resolve(import.meta.dirname, '../..');

/** What is downloaded or generated for VS Code lies here; ignored by git, and where test-electron caches too. */
export const cacheDir = path.join(checkout, '.vscode-test');

/** Node 24, as VS Code's own extension host has it: a development dependency, whatever the system's Node is. */
export const node24 = path.join(checkout, 'node_modules/node/bin/node');
