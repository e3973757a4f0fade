/**
 * Everything that activation does without, as a bundle of its own (`dist/extension-late.js`): the MCP server, node-pty, pages, commands and setting up. Loaded by `import('./lateParts.ts')` alone.
 */
export { alertOnDesktop } from '../../adapters/desktop.ts';
export { tellFinding } from '../attention/findingNotice.ts';
export { tellLeftBehind } from '../attention/leftBehindNotice.ts';
export { alertText, tellNeeds } from '../attention/needNotice.ts';
export { tellNoDesktop } from '../attention/noDesktop.ts';
export { fleetFilePath } from '../../adapters/config/index.ts';
export { DemoWorld } from '../../adapters/demo/index.ts';
export { localRunner } from '../../adapters/run.ts';
export { serveWindow } from '../../mcp/window.ts';
export { AssignForms } from '../assignForm/assignForms.ts';
export { Checks } from '../checks/checks.ts';
export { beginDemo, tellLeftElsewhere } from '../demo/begin.ts';
export { createHandlers } from '../commands/handlers.ts';
export { openFleetFile } from '../setup/fleetFile.ts';
export { installForCodex, uninstallFromCodex } from '../setup/installForCodex.ts';
export { masterjetCommand } from '../setup/masterjetCommand.ts';
export { findNode } from '../setup/nodeCommand.ts';
export { mend } from '../health/fixes.ts';
export { lateHealth } from '../health/lateHealth.ts';
export { FleetPages } from '../panels/fleetPages.ts';
export { AssignmentPages } from '../panels/assignment/pages.ts';
export { registerMasterjet } from '../setup/registration.ts';
export { registrationPort } from '../setup/registrationPort.ts';
export { selfTest } from '../setup/selfTest.ts';
export { TerminalParts } from '../terminals/terminalParts.ts';
export { createWorktreeParts } from '../worktrees/parts.ts';
