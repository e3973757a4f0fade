export { createCodexConnector } from './connector.ts';
export { readPane } from './terminal/paneText.ts';
export { createTerminalWatchers } from './terminal/terminalWatcher.ts';
