import { describe, expect, it } from 'vitest';
import { pickDemo } from '../../model/demo.ts';

describe("the demo's model", () => {
  it.each([
    ['Write the release notes for 1.4.', 'en', 'release'],
    ['Schreib die Versionshinweise für 1.4.', 'de', 'release'],
    ['Look at the cart: is the sum always right?', 'en', 'cart'],
    ['Sieh dir den Warenkorb an: Stimmt die Summe immer?', 'de', 'cart'],
    ['ask me', 'en', 'ask'],
    ['Frag mich etwas', 'de', 'ask'],
    ['hol meine Freigabe ein', 'de', 'approval'],
    ['run the tests', 'en', 'tests'],
    ['führe die Tests aus', 'de', 'tests'],
    ['write a file', 'en', 'write'],
    ['schreib eine Datei', 'de', 'write'],
    ['mach lange', 'de', 'long'],
  ] as const)('does what "%s" says (%s)', (text, language, wish) => {
    expect(pickDemo(text, language).source).toBe(`demo:${wish}`);
  });

  it.each([
    ['en', /scripted model of the demo fleet[^]*"run the tests"/],
    ['de', /Skript-Modell der Demo-Flotte[^]*„führe die Tests aus“/],
  ] as const)('says that it is one, and what it understands (%s)', (language, wanted) => {
    const [step] = pickDemo('Build me a spaceship', language).scenario;
    expect(step).toMatchObject({ do: 'say', text: expect.stringMatching(wanted) as string });
  });

  it('understands every wish that it lists', () => {
    for (const language of ['en', 'de'] as const) {
      const [step] = pickDemo('hm', language).scenario;
      const text = step?.do === 'say' ? step.text : '';
      const wishes = [...text.matchAll(/^- ["„](.+?)["“]/gmu)].map((match) => match[1] ?? '');
      expect(wishes.length).toBeGreaterThan(5);
      for (const wish of wishes) expect(pickDemo(wish, language).source).not.toBe('demo:hello');
    }
  });

  it('looks at the task of an assignment, not at what surrounds it', () => {
    const prompt = '[EXPLORER_BEE_TASK]\nDarf schreiben: nein\nAktuelle Aufgabe: Hallo\nRueckgabe: Dateien';
    expect(pickDemo(prompt, 'de').source).toBe('demo:hello');
  });
});
