/** The interface of `@vscode/native-watchdog`: ends this process some seconds after the one that it belongs to. */
import { existsSync } from 'node:fs';

const everyMs = 3000;

export function start(pid: number): void {
  setInterval(() => {
    if (!existsSync(`/proc/${pid}`)) process.exit(87);
  }, everyMs).unref();
}

export function exit(code: number): void {
  process.exit(code);
}
