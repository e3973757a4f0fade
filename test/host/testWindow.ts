import { formatWithOptions } from 'node:util';
import type { Browser } from 'playwright-core';

/**
 * Opens a window whose address names tests, prints what the extension host's console says, and resolves with the tests' exit
 * code (0 when `run()` resolved). Rejects when the window is gone before.
 */
export async function runTestsInWindow(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(why));
    page.once('crash', () => fail('The window crashed before the tests ended'));
    page.once('close', () => fail('The window was closed before the tests ended'));
    const open = async (): Promise<void> => {
      await page.exposeFunction('codeAutomationLog', printLog);
      await page.exposeFunction('codeAutomationExit', resolve);
      // A busy machine is slow, not wrong.
      await page.goto(url, { timeout: 180_000 });
    };
    open().catch(reject);
  });
}

/**
 * VS Code hands over what its window logs: a level and the arguments of the call. The extension host's console is among it,
 * unmarked, so the window's own chatter is told by its look.
 */
function printLog(level: string, args: readonly unknown[]): void {
  const text = formatWithOptions({ colors: false }, ...args);
  if (chatter.some((pattern) => pattern.test(text))) return;
  const stream = level === 'error' || level === 'warn' ? process.stderr : process.stdout;
  stream.write(`${text}\n`);
}

const chatter: readonly RegExp[] = [
  /^Resolv(ing|ed) connection token/,
  /^Creating a socket/,
  /^No search provider registered/,
  /^(Updating|Ignoring fetching) additional builtin extensions/,
  /^\[(reconnection-grace-time|AgentHost:remote|AccountPolicyGate|Service Worker)\]/,
  /\/out\/vs\/code\/browser\/workbench\/workbench\.js:/,
];
