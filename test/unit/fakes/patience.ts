import { vi } from 'vitest';

const patienceMs = 20_000;

/** Vitest gives up after a second, which a busy machine may take to load a bundle of modules. Green it costs nothing. */
const { waitFor } = vi;
vi.waitFor = async (callback, options = patienceMs) => waitFor(callback, options);
