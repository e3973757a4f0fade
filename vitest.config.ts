import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/tools/longestFirst.ts';

// Real programs on a busy machine: a state is awaited for as long as that may take.
const slow = {
  testTimeout: 180_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  environment: 'node',
} as const;

/**
 * Three suites: `unit` needs nothing but Node; `integration` runs real tmux, git and Codex; `ui` a real VS Code in a
 * real browser.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Nothing under test keeps state in a module, and what tests change around it is as new in each file, so that they may
        // share their modules: half the time.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/unit/fuzz/dice.ts', 'test/unit/fakes/freshStart.ts'],
          isolate: false,
          // Vitest would leave a core to whoever watches.
          maxWorkers: '100%',
          // Thousands of made-up inputs take seconds where all cores are busy.
          testTimeout: 60_000,
          // Hooks load whole bundles of modules.
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
        },
        resolve: { alias: { vscode: path.join(import.meta.dirname, 'test/unit/fakes/vscode/index.ts') } },
      },
      // Much of their time goes into waiting: for a terminal, a grace, a process that comes or goes.
      { test: { ...slow, name: 'integration', include: ['test/integration/**/*.test.ts'], maxWorkers: 3 } },
      // A wait for one thing is longer than most tests: it is to end before its test, whose time-out tells nothing.
      {
        test: {
          ...slow,
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          testTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
