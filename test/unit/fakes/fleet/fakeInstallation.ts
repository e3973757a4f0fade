import type { Installation } from '../../../../src/core/installation.ts';

/** An installation that nobody asked anything yet; a test changes the answers that it is about. */
export function fakeInstallation(change: Partial<Installation> = {}): Installation {
  const unasked = async (): Promise<never> => Promise.reject(new Error('this test gave no answer'));
  return {
    install: unasked,
    uninstall: unasked,
    followUpdate: unasked,
    appBridgeStatus: unasked,
    doctor: unasked,
    pluginStatus: unasked,
    namespaceStatus: unasked,
    releaseStatus: unasked,
    ...change,
  };
}
