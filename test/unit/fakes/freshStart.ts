import { vi } from 'vitest';
import './patience.ts';
import { ui } from './vscode/index.ts';

// Test files share their modules and the process: what one leaves of the window (its trust, its language), of the
// environment, of globals or of the clock is not for the next one.
ui.reset();
vi.unstubAllEnvs();
vi.unstubAllGlobals();
vi.useRealTimers();
