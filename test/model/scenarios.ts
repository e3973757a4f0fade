import { DAY_RULES, DAY_SCENARIOS } from './day.ts';
import { scenarioSchema, type Scenario, type StepInput } from './scenario.ts';

const scenarios: Record<string, StepInput[]> = {
  ...DAY_SCENARIOS,
  plan: [
    {
      do: 'streamSlowly',
      text: 'Mein Plan:\n1. Ich sehe mir den Ordner an.\n2. Ich schreibe NOTIZEN.md.\n3. Ich berichte.\n',
      chunks: 12,
      delayMs: 60,
    },
    { do: 'runCommand', cmd: 'ls -a' },
    { do: 'runCommand', cmd: "printf '# Notizen\\n\\nGeschrieben von einer Agentin.\\n' > NOTIZEN.md" },
    { do: 'say', text: 'Fertig: NOTIZEN.md steht im Arbeitsordner.' },
  ],
  approval: [
    { do: 'say', text: 'Dafür brauche ich einen Befehl außerhalb der Sandbox. Ich frage dich vorher.' },
    {
      do: 'escalate',
      cmd: "printf 'freigegeben\\n' > FREIGABE.md",
      justification: 'Darf ich FREIGABE.md außerhalb der Sandbox schreiben?',
    },
    { do: 'say', text: 'Danke. So lautet das Ergebnis:\n{{output}}' },
  ],
  question: [
    {
      do: 'askPerson',
      questions: [
        {
          id: 'format',
          header: 'Format',
          question: 'In welchem Format soll ich berichten?',
          options: [
            { label: 'Kurz', description: 'Drei Sätze.' },
            { label: 'Ausführlich', description: 'Mit Fundstellen.' },
          ],
        },
      ],
    },
    { do: 'say', text: 'Gut, so berichte ich. Deine Antwort war:\n{{output}}' },
  ],
  patch: [
    { do: 'say', text: 'Ich lege die Datei mit einem Patch an.' },
    { do: 'patch', input: '*** Begin Patch\n*** Add File: HALLO.md\n+# Hallo\n*** End Patch' },
    { do: 'say', text: 'Der Patch ist angewendet.' },
  ],
  long: [
    { do: 'streamSlowly', text: 'Ich denke gründlich nach. '.repeat(40), chunks: 200, delayMs: 150 },
    { do: 'say', text: 'Fertig gedacht.' },
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
    { do: 'streamSlowly', text: 'Ich lese nur und ändere nichts.', chunks: 6, delayMs: 50 },
    { do: 'runCommand', cmd: 'ls -a' },
    { do: 'say', text: 'Das habe ich gefunden:\n{{output}}' },
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
  { pattern: /\b(approv\w*|permission|freigabe|erlaub\w*|genehmig\w*)\b/i, scenario: 'approval' },
  { pattern: /\b(ask|question|frag\w*)\b/i, scenario: 'question' },
  { pattern: /\b(patch\w*|diff)\b/i, scenario: 'patch' },
  { pattern: /\b(write|file|schreib\w*|datei\w*|notiz\w*)\b/i, scenario: 'plan' },
  { pattern: /\b(look|read|explore|explor\w*|lies|lesen|sieh|untersuch\w*)\b/i, scenario: 'look' },
];
