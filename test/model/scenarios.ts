import { DAY_RULES, DAY_SCENARIOS } from './day.ts';
import { GERMAN_SCENARIOS } from './german.ts';
import { scenarioSchema, type Scenario, type StepInput } from './scenario.ts';

/** What the model does in the demo and in tests, by name; what German words lead to ends in `-de`. */
const scenarios: Record<string, StepInput[]> = {
  ...DAY_SCENARIOS,
  ...GERMAN_SCENARIOS,
  plan: [
    {
      do: 'streamSlowly',
      text: 'My plan:\n1. I look at the folder.\n2. I write NOTES.md.\n3. I report.\n',
      chunks: 12,
      delayMs: 60,
    },
    { do: 'runCommand', cmd: 'ls -a' },
    { do: 'runCommand', cmd: "printf '# Notes\\n\\nWritten by an Agentin.\\n' > NOTES.md" },
    { do: 'say', text: 'Done: NOTES.md is in the folder.' },
  ],
  approval: [
    { do: 'say', text: 'For this I need a command outside of the sandbox. I ask you first.' },
    {
      do: 'escalate',
      cmd: "printf 'approved\\n' > APPROVED.md",
      justification: 'May I write APPROVED.md outside of the sandbox?',
    },
    { do: 'say', text: 'Thank you. This is what came of it:\n{{output}}' },
  ],
  question: [
    {
      do: 'askPerson',
      questions: [
        {
          id: 'format',
          header: 'Format',
          question: 'In which format shall I report?',
          options: [
            { label: 'Short', description: 'Three sentences.' },
            { label: 'In detail', description: 'With the places in the code.' },
          ],
        },
      ],
    },
    { do: 'say', text: 'Good, that is how I report. Your answer was:\n{{output}}' },
  ],
  patch: [
    { do: 'say', text: 'I add the file by a patch.' },
    { do: 'patch', input: '*** Begin Patch\n*** Add File: HELLO.md\n+# Hello\n*** End Patch' },
    { do: 'say', text: 'The patch is applied.' },
  ],
  long: [
    { do: 'streamSlowly', text: 'I think about it thoroughly. '.repeat(40), chunks: 200, delayMs: 150 },
    { do: 'say', text: 'That is what I think.' },
  ],
  limit: [
    { do: 'rateLimits', limits: { primary: { usedPercent: 100, resetsInSeconds: 1800 } } },
    { do: 'usageLimit', resetsInSeconds: 1800 },
  ],
  release: [
    {
      do: 'streamSlowly',
      text: 'I read what changed since the last release and write it down for people who use the shop.',
      chunks: 6,
      delayMs: 50,
    },
    {
      do: 'runCommand',
      cmd: "printf '# 1.4\\n\\n- The cart adds up prices.\\n- Discounts come off last.\\n' > docs/release-1.4.md",
    },
    { do: 'say', text: 'The notes are in docs/release-1.4.md. Before I report, the release should build.' },
    {
      do: 'escalate',
      cmd: 'npm pack --dry-run',
      justification: 'May I build the package? npm writes outside of docs.',
    },
    { do: 'say', text: 'The release notes are written, and the package builds:\n{{output}}' },
  ],
  review: [
    {
      do: 'streamSlowly',
      text: 'I read the cart and look for prices that go wrong.',
      chunks: 6,
      delayMs: 50,
    },
    { do: 'runCommand', cmd: 'cat src/cart.js' },
    { do: 'say', text: 'The sum is right. I check now what happens with discounts.' },
    { do: 'stall' },
  ],
  look: [
    { do: 'streamSlowly', text: 'I only read, and change nothing.', chunks: 6, delayMs: 50 },
    { do: 'runCommand', cmd: 'ls -a' },
    { do: 'say', text: 'This is what I found:\n{{output}}' },
  ],
};

/** The scenarios a prompt can name by `#scenario: <name>`. */
export const NAMED_SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  Object.entries(scenarios).map(([name, steps]) => [name, scenarioSchema.parse(steps)]),
);

/** Which plain words lead to which scenario; the first rule that fits counts. */
export const DEMO_RULES: readonly { readonly pattern: RegExp; readonly scenario: string }[] = [
  ...DAY_RULES,
  { pattern: /\brelease notes\b/i, scenario: 'release' },
  { pattern: /\breview\b/i, scenario: 'review' },
  { pattern: /\b(freigabe|erlaub\w*|genehmig\w*)\b/i, scenario: 'approval-de' },
  { pattern: /\b(approv\w*|permission)\b/i, scenario: 'approval' },
  { pattern: /\bfrag\w*\b/i, scenario: 'question-de' },
  { pattern: /\b(ask|question)\b/i, scenario: 'question' },
  { pattern: /\b(leg|mit einem) .*\bpatch\w*\b/i, scenario: 'patch-de' },
  { pattern: /\b(patch\w*|diff)\b/i, scenario: 'patch' },
  { pattern: /\b(schreib\w*|datei\w*|notiz\w*)\b/i, scenario: 'plan-de' },
  { pattern: /\b(write|file)\b/i, scenario: 'plan' },
  { pattern: /\b(lies|lesen|sieh|untersuch\w*)\b/i, scenario: 'look-de' },
  { pattern: /\b(look|read|explore|explor\w*)\b/i, scenario: 'look' },
];
