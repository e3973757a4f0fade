export { createCodexConnector, type CodexConnectorOptions } from './connector.ts';
export { readPane } from './terminal/paneText.ts';
export { createTerminalWatchers, type TerminalWatchersOptions } from './terminal/terminalWatcher.ts';
