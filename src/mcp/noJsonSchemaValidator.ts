/**
 * Stands in the bundles for the SDK's `ajv-provider.js` (see `build.ts`). The SDK imports it for checking answers to
 * forms, which the Masterjet never asks; ajv would be 130 kB and a third of the time to load.
 */
export class AjvJsonSchemaValidator {
  getValidator(): never {
    throw new Error('This build checks no JSON schemas.');
  }
}
