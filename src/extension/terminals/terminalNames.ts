/** As in package.json. */
export const TERMINAL_PROFILE = 'codexMaster.agent';

/** Under which the terminals that are open are kept over a reload. */
export const OPEN_TERMINALS = 'openTerminals';
