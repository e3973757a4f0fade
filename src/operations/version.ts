/** The product's version, the same as in package.json (a test compares them): programs must not have to read that file. */
export const VERSION = '0.1.0';
