import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The program that CHROMIUM_PATH names, else the system's, else the one that Playwright's own installer brings. */
export function chromiumPath(): string {
  const system = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));
  return process.env['CHROMIUM_PATH'] ?? system ?? chromium.executablePath();
}

/** A headless browser that talks to nobody but the pages it is told to open. The caller closes it. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      // Root has no sandbox; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
