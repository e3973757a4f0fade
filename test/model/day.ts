import type { StepInput } from './scenario.ts';

/** What Agentinnen are asked for on an ordinary day, and what they then do: for the walk of that day and its pictures. */
export const DAY_SCENARIOS: Readonly<Record<string, StepInput[]>> = {
  count: [
    slowly('I read the cart, and let it count what is in it.'),
    {
      do: 'patch',
      input: [
        '*** Begin Patch',
        '*** Update File: src/cart.js',
        '@@',
        '-export const total = (items) => items.reduce((sum, item) => sum + item.price, 0);',
        '+export const total = (items) => items.reduce((sum, item) => sum + item.price * item.count, 0);',
        '+export const isEmpty = (items) => items.length === 0;',
        '*** Add File: docs/cart.md',
        '+# Cart',
        '+',
        '+Every item has a price and a count.',
        '*** End Patch',
      ].join('\n'),
    },
    { do: 'say', text: 'The cart counts its items. I would like to mark this state.' },
    {
      do: 'escalate',
      cmd: 'git tag -f cart-counted',
      justification: 'May I mark this state? Git writes outside of src and docs.',
    },
    { do: 'say', text: 'The cart counts its items, docs/cart.md describes it, and the state is marked.' },
  ],
  rework: [
    slowly('I go through your comments.'),
    {
      do: 'patch',
      input: [
        '*** Begin Patch',
        '*** Update File: src/cart.js',
        '@@',
        '-export const isEmpty = (items) => items.length === 0;',
        '+/** An empty cart cannot be ordered. */',
        '+export const isEmpty = (items) => items.length === 0;',
        '*** End Patch',
      ].join('\n'),
    },
    { do: 'say', text: 'src/cart.js: isEmpty says what it is for. docs/cart.md: it says enough, I think.' },
  ],
  prices: [
    slowly('I looked at the price list. It should get a mark before anybody changes it.'),
    {
      do: 'escalate',
      cmd: 'git tag -f prices-1.4',
      justification: 'May I mark the price list?',
    },
    { do: 'say', text: 'The price list is marked.' },
  ],
  publish: [
    {
      do: 'askPerson',
      questions: [
        {
          id: 'channel',
          header: 'Channel',
          question: 'To which channel shall I publish?',
          options: [
            { label: 'Preview', description: 'For those who want to try it early.' },
            { label: 'Stable', description: 'For everybody.' },
          ],
        },
        {
          id: 'key',
          header: 'Key',
          question: 'With which key?',
          options: [
            { label: 'None', description: 'Only show what would be published.' },
            { label: 'Ask later', description: 'I ask again when it is due.' },
          ],
          isSecret: true,
        },
      ],
    },
    { do: 'say', text: 'Thank you. I publish it that way.' },
  ],
  compare: [
    { do: 'rateLimits', limits: { primary: { usedPercent: 100, resetsInSeconds: 20 } } },
    { do: 'usageLimit', resetsInSeconds: 20 },
  ],
  mark: [
    {
      do: 'escalate',
      cmd: 'echo marked >> marks.txt',
      justification: 'May I note that the day is over?',
    },
    { do: 'say', text: 'It is noted.' },
  ],
  dream: [slowly('I think about it.'), { do: 'stall' }],
};

/** Which words lead to which of them. */
export const DAY_RULES: readonly { readonly pattern: RegExp; readonly scenario: string }[] = [
  { pattern: /^Review of the work in\b/, scenario: 'rework' },
  { pattern: /\bcart count\b/i, scenario: 'count' },
  { pattern: /\bprice list\b/i, scenario: 'prices' },
  { pattern: /\bpublish\b/i, scenario: 'publish' },
  { pattern: /\bcompare\b/i, scenario: 'compare' },
  { pattern: /\bday is over\b/i, scenario: 'mark' },
  { pattern: /\bdream\b/i, scenario: 'dream' },
];

function slowly(text: string): StepInput {
  return { do: 'streamSlowly', text, chunks: 6, delayMs: 50 };
}
