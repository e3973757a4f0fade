export { createCodexConnector, type CodexConnectorOptions } from './connector.ts';
export { readPane } from './terminal/paneText.ts';
export { createTerminalWatchers, type TerminalWatchersOptions } from './terminal/terminalWatcher.ts';
export {
  listRegistrations,
  readRegistration,
  register,
  unregister,
  STARTUP_TIMEOUT_SECONDS,
  type Registration,
  type RegistrationChange,
  type RegistrationTarget,
  type RegistrationWish,
} from './registration/registration.ts';
