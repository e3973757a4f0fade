import { pickScenario, type Picked } from './pick.ts';
import { scenarioSchema, type Scenario, type StepInput } from './scenario.ts';

/**
 * What the model of the demo fleet says and does. It speaks the language of the window, says of itself that it is a
 * script, and knows a few wishes by their words, which it lists whenever it understood none.
 */

export type DemoLanguage = 'en' | 'de';

interface Wish {
  readonly name: string;
  readonly pattern: RegExp;
  readonly steps: Readonly<Record<DemoLanguage, readonly StepInput[]>>;
}

const NOTES = 'docs/release-1.4.md';

const WISHES: readonly Wish[] = [
  {
    name: 'release',
    pattern: /\b(release notes|versionshinweise)\b/i,
    steps: {
      en: [
        slowly('I read what changed since the last release and write it down for people who use the shop.'),
        {
          do: 'runCommand',
          cmd: `printf '# 1.4\\n\\n- The cart adds up prices.\\n- Discounts come off last.\\n' > ${NOTES}`,
        },
        { do: 'say', text: `The notes are in ${NOTES}. Now I would like to tag the release.` },
        {
          do: 'escalate',
          cmd: 'git tag -f demo-1.4',
          justification: 'May I tag the release? Git writes outside of docs.',
        },
        { do: 'say', text: 'The release notes are written. This is what came of the tag:\n{{output}}' },
      ],
      de: [
        slowly(
          'Ich lese, was sich seit der letzten Version geändert hat, und schreibe es für die Leute auf, die den Laden nutzen.',
        ),
        {
          do: 'runCommand',
          cmd: `printf '# 1.4\\n\\n- Der Warenkorb zählt Preise zusammen.\\n- Rabatte gehen zuletzt ab.\\n' > ${NOTES}`,
        },
        { do: 'say', text: `Die Hinweise stehen in ${NOTES}. Jetzt möchte ich die Version markieren.` },
        {
          do: 'escalate',
          cmd: 'git tag -f demo-1.4',
          justification: 'Darf ich die Version markieren? Git schreibt außerhalb von docs.',
        },
        { do: 'say', text: 'Die Versionshinweise sind fertig. Das wurde aus der Marke:\n{{output}}' },
      ],
    },
  },
  {
    name: 'cart',
    pattern: /\b(cart|warenkorb)\b/i,
    steps: {
      en: [
        slowly('I read the cart and look for prices that go wrong.', 30),
        { do: 'runCommand', cmd: 'cat src/cart.js' },
        slowly(
          'The sum is right for whole prices. I look at what happens with discounts and with an empty cart.',
          40,
        ),
        { do: 'runCommand', cmd: 'sh tests/run.sh' },
        { do: 'say', text: 'The cart adds up. An empty cart costs nothing, and discounts come off last.' },
      ],
      de: [
        slowly('Ich lese den Warenkorb und suche Preise, die nicht stimmen.', 30),
        { do: 'runCommand', cmd: 'cat src/cart.js' },
        slowly('Die Summe stimmt für ganze Preise. Ich sehe mir Rabatte und den leeren Warenkorb an.', 40),
        { do: 'runCommand', cmd: 'sh tests/run.sh' },
        {
          do: 'say',
          text: 'Der Warenkorb rechnet richtig. Ein leerer kostet nichts, Rabatte gehen zuletzt ab.',
        },
      ],
    },
  },
  {
    name: 'ask',
    pattern: /\b(ask me|question|frag mich|frage)\b/i,
    steps: {
      en: [
        question('Report', 'How shall I report to you?', [
          ['Briefly', 'Three sentences.'],
          ['In detail', 'With the places in the code.'],
        ]),
        { do: 'say', text: 'Good, that is how I will report. Your answer was:\n{{output}}' },
      ],
      de: [
        question('Bericht', 'Wie soll ich dir berichten?', [
          ['Kurz', 'Drei Sätze.'],
          ['Ausführlich', 'Mit den Stellen im Code.'],
        ]),
        { do: 'say', text: 'Gut, so berichte ich. Deine Antwort war:\n{{output}}' },
      ],
    },
  },
  {
    name: 'approval',
    pattern: /\b(approv\w*|permission|freigabe\w*|erlaub\w*)\b/i,
    steps: {
      en: [
        { do: 'say', text: 'For this I need a command outside of the sandbox. I ask you first.' },
        {
          do: 'escalate',
          cmd: 'git tag -f demo-approved',
          justification: 'May I set a tag in the sample repository?',
        },
        { do: 'say', text: 'This is what came of it:\n{{output}}' },
      ],
      de: [
        { do: 'say', text: 'Dafür brauche ich einen Befehl außerhalb der Sandbox. Ich frage dich vorher.' },
        {
          do: 'escalate',
          cmd: 'git tag -f demo-approved',
          justification: 'Darf ich im Beispiel-Repository eine Marke setzen?',
        },
        { do: 'say', text: 'Das wurde daraus:\n{{output}}' },
      ],
    },
  },
  {
    name: 'tests',
    pattern: /\b(tests?)\b/i,
    steps: {
      en: [
        { do: 'runCommand', cmd: 'sh tests/run.sh' },
        { do: 'say', text: 'I ran the tests of the sample repository:\n{{output}}' },
      ],
      de: [
        { do: 'runCommand', cmd: 'sh tests/run.sh' },
        { do: 'say', text: 'Ich habe die Tests des Beispiel-Repositorys ausgeführt:\n{{output}}' },
      ],
    },
  },
  {
    name: 'write',
    pattern: /\b(write|file|schreib\w*|datei\w*)\b/i,
    steps: {
      en: [
        {
          do: 'patch',
          input:
            '*** Begin Patch\n*** Add File: docs/hello.md\n+# Hello\n+\n+Written by an Agentin of the demo fleet.\n*** End Patch',
        },
        { do: 'say', text: 'I wrote docs/hello.md, or tried to where I may not write:\n{{output}}' },
      ],
      de: [
        {
          do: 'patch',
          input:
            '*** Begin Patch\n*** Add File: docs/hallo.md\n+# Hallo\n+\n+Geschrieben von einer Agentin der Demo-Flotte.\n*** End Patch',
        },
        {
          do: 'say',
          text: 'Ich habe docs/hallo.md geschrieben, oder es versucht, wo ich nicht darf:\n{{output}}',
        },
      ],
    },
  },
  {
    name: 'long',
    pattern: /\b(long|slowly|lange|langsam)\b/i,
    steps: {
      en: [slowly('I take my time, so that you can interrupt me or open my terminal. '.repeat(12), 100, 300)],
      de: [
        slowly(
          'Ich lasse mir Zeit: Du kannst mich unterbrechen oder mein Terminal öffnen. '.repeat(12),
          100,
          300,
        ),
      ],
    },
  },
];

const HELLO: Readonly<Record<DemoLanguage, string>> = {
  en:
    'I am the scripted model of the demo fleet: a program on this machine, without an account and without tokens. ' +
    'I understand only a few wishes. Try one of these:\n' +
    '- "ask me" (I ask you a question)\n' +
    '- "get my approval" (I ask before I run a command)\n' +
    '- "write a file"\n- "run the tests"\n- "look at the cart"\n- "write the release notes"\n- "take long" (to interrupt me)',
  de:
    'Ich bin das Skript-Modell der Demo-Flotte: ein Programm auf diesem Rechner, ohne Konto und ohne Tokens. ' +
    'Ich verstehe nur wenige Wünsche. Versuch einen davon:\n' +
    '- „frag mich“ (ich stelle dir eine Frage)\n' +
    '- „hol meine Freigabe ein“ (ich frage, bevor ich einen Befehl ausführe)\n' +
    '- „schreib eine Datei“\n- „führe die Tests aus“\n- „sieh dir den Warenkorb an“\n- „schreib die Versionshinweise“\n- „mach lange“ (zum Unterbrechen)',
};

/** Picks what the demo's model does. A script in the text (`#script:`) goes first, as everywhere. */
export function pickDemo(text: string, language: DemoLanguage): Picked {
  if (/#(?:script|scenario):/.test(text)) return pickScenario(text);
  const task = taskIn(text);
  const wish = WISHES.find(({ pattern }) => pattern.test(task));
  if (wish === undefined)
    return { source: 'demo:hello', scenario: parse([{ do: 'say', text: HELLO[language] }]) };
  return { source: `demo:${wish.name}`, scenario: parse(wish.steps[language]) };
}

/** The task of an assignment prompt, whose other lines would set off any keyword. */
function taskIn(text: string): string {
  return /^\s*(?:Aktuelle )?Aufgabe:\s*(.+)$/m.exec(text)?.[1] ?? text;
}

function parse(steps: readonly StepInput[]): Scenario {
  return scenarioSchema.parse(steps);
}

function slowly(text: string, chunks = 12, delayMs = 80): StepInput {
  return { do: 'streamSlowly', text, chunks, delayMs };
}

function question(
  header: string,
  text: string,
  options: readonly (readonly [label: string, description: string])[],
): StepInput {
  const choices = options.map(([label, description]) => ({ label, description }));
  return { do: 'askPerson', questions: [{ id: 'choice', header, question: text, options: choices }] };
}
