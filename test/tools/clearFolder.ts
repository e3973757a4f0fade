import { rm } from 'node:fs/promises';

/**
 * Takes a test's folder away, also while something that the test ended still writes its last file there: deleting a
 * folder in which a name appears meanwhile fails with ENOTEMPTY, and is tried again for some seconds.
 */
export async function clearFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
