import { scenarioSchema, type Scenario, type StepInput } from './scenario.ts';

const scenarios: Record<string, StepInput[]> = {
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
  { pattern: /\b(approv\w*|permission|freigabe|erlaub\w*|genehmig\w*)\b/i, scenario: 'approval' },
  { pattern: /\b(write|file|schreib\w*|datei\w*|notiz\w*)\b/i, scenario: 'plan' },
  { pattern: /\b(look|read|explore|explor\w*|lies|lesen|sieh|untersuch\w*)\b/i, scenario: 'look' },
];
