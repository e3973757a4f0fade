/**
 * The control socket: how MCP processes and command lines reach the window that runs. This is the window's end and
 * the client's end in one view; the relay imports the client's end alone.
 */
export { findWindow } from './controlClient.ts';
export { startControlServer, type ControlServer } from './controlServer.ts';
export type { ClientHello } from './hello.ts';
