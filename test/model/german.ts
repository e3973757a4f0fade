import type { StepInput } from './scenario.ts';

/** What the model says and does for whoever speaks German with it. */
export const GERMAN_SCENARIOS: Readonly<Record<string, StepInput[]>> = {
  'plan-de': [
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
  'approval-de': [
    { do: 'say', text: 'Dafür brauche ich einen Befehl außerhalb der Sandbox. Ich frage dich vorher.' },
    {
      do: 'escalate',
      cmd: "printf 'freigegeben\\n' > FREIGABE.md",
      justification: 'Darf ich FREIGABE.md außerhalb der Sandbox schreiben?',
    },
    { do: 'say', text: 'Danke. So lautet das Ergebnis:\n{{output}}' },
  ],
  'question-de': [
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
  'patch-de': [
    { do: 'say', text: 'Ich lege die Datei mit einem Patch an.' },
    { do: 'patch', input: '*** Begin Patch\n*** Add File: HALLO.md\n+# Hallo\n*** End Patch' },
    { do: 'say', text: 'Der Patch ist angewendet.' },
  ],
  'long-de': [
    { do: 'streamSlowly', text: 'Ich denke gründlich nach. '.repeat(40), chunks: 200, delayMs: 150 },
    { do: 'say', text: 'Fertig gedacht.' },
  ],
  'look-de': [
    { do: 'streamSlowly', text: 'Ich lese nur und ändere nichts.', chunks: 6, delayMs: 50 },
    { do: 'runCommand', cmd: 'ls -a' },
    { do: 'say', text: 'Das habe ich gefunden:\n{{output}}' },
  ],
};
