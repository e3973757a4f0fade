import { rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDir } from '../host/paths.ts';

/** One child process of `npm test`. */
export interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A suite writes its counts there, in the shape of vitest's JSON reporter. */
  readonly resultsFile?: string;
}

const resultsDir = path.join(cacheDir, 'results');

/** In this order; each leans on those before. */
export const steps: readonly Step[] = [
  { name: 'prepare', command: ['node', 'test/tools/prepare.ts'] },
  { name: 'build', command: ['node', 'build.ts', '--production'] },
  { name: 'check', command: ['npm', 'run', '--silent', 'check'] },
  vitest('unit'),
  vitest('integration'),
  {
    name: 'vscode',
    command: ['node', 'test/vscode/runTest.ts', `--results=${resultsOf('vscode')}`],
    resultsFile: resultsOf('vscode'),
  },
  vitest('ui'),
];

function vitest(project: string): Step {
  const resultsFile = resultsOf(project);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`];
  return { name: project, command: ['vitest', 'run', '--project', project, ...reporters], resultsFile };
}

function resultsOf(suite: string): string {
  return path.join(resultsDir, `${suite}.json`);
}

/** So that no count of an earlier run can pass for one of this run. */
export async function forgetResults(): Promise<void> {
  await rm(resultsDir, { recursive: true, force: true });
}
