import { describe, expect, it } from 'vitest';
import { pickScenario } from '../../model/pick.ts';
import { scriptLine } from '../../model/scenario.ts';
import { DEMO_RULES, NAMED_SCENARIOS } from '../../model/scenarios.ts';

const SAY = { do: 'say', text: 'hi' } as const;

describe('a script in the prompt', () => {
  it('is what the model does', () => {
    expect(pickScenario('#script: [{"do":"say","text":"hi"}]')).toEqual({
      source: 'script',
      scenario: [SAY],
    });
  });

  it('is found on one line of an assignment, behind a label', () => {
    const prompt = `[WORK_BEE_TASK]\nRolle: Arbeitsbiene\nAufgabe: ${scriptLine([SAY])}\nGrenzen:\n- [keine]`;
    expect(pickScenario(prompt).scenario).toEqual([SAY]);
  });

  it('may be fenced, span lines and be followed by text', () => {
    const prompt = 'Bitte:\n```\n#script: [\n  {"do":"say","text":"hi"}\n]\n``` danke [sehr]';
    expect(pickScenario(prompt).scenario).toEqual([SAY]);
  });

  it('may hold brackets, quotes and another script inside its texts', () => {
    const inner = scriptLine([{ do: 'runCommand', cmd: 'echo "]" | grep [x]' }]);
    const call = {
      do: 'callMcpTool',
      server: 'codex-master',
      tool: 'agent_send',
      arguments: { text: inner },
    } as const;
    expect(pickScenario(scriptLine([call, SAY])).scenario).toEqual([call, SAY]);
  });

  it('fills in what a step leaves out', () => {
    const { scenario } = pickScenario('#script: [{"do":"streamSlowly","text":"abc"}]');
    expect(scenario).toEqual([{ do: 'streamSlowly', text: 'abc', chunks: 10, delayMs: 50 }]);
  });

  it.each([
    ['an unknown step', '#script: [{"do":"dance"}]'],
    ['an unknown member', '#script: [{"do":"say","text":"x","loud":true}]'],
    ['broken JSON', '#script: [{"do":}]'],
    ['an array without an end', '#script: [{"do":"say"'],
    ['no array at all', '#script: say hi'],
    ['no step', '#script: []'],
  ])('with %s is complained about aloud', (_, prompt) => {
    const { source, scenario } = pickScenario(prompt);
    expect(source).toBe('script:invalid');
    expect(scenario).toMatchObject([{ do: 'say', text: expect.stringContaining('Skript') as string }]);
  });
});

describe('a scenario by name', () => {
  it('is played', () => {
    expect(pickScenario('Bitte #scenario: look danke')).toEqual({
      source: 'scenario:look',
      scenario: NAMED_SCENARIOS.get('look'),
    });
  });

  it('that is unknown is answered with the names of those that exist', () => {
    const { source, scenario } = pickScenario('#scenario: nope');
    expect(source).toBe('scenario:invalid');
    expect(JSON.stringify(scenario)).toContain('plan');
  });

  it('yields to a script', () => {
    expect(pickScenario(`#scenario: look\n${scriptLine([SAY])}`).source).toBe('script');
  });
});

describe('plain words', () => {
  it.each([
    ['Please write a file', 'rule:plan'],
    ['Schreib mir bitte Notizen', 'rule:plan-de'],
    ['Do it, but get my approval first', 'rule:approval'],
    ['Frag mich, wie du berichten sollst', 'rule:question-de'],
    ['Leg sie mit einem Patch an', 'rule:patch-de'],
    ['Explore the repository', 'rule:look'],
    ['Hallo!', 'default'],
  ])('"%s" leads to %s', (prompt, source) => {
    expect(pickScenario(prompt).source).toBe(source);
  });

  it('count in the task of an assignment only', () => {
    const prompt =
      '[EXPLORER_BEE_TASK]\nDarf schreiben: nein\nAktuelle Aufgabe: Lies den Code\nRueckgabe: Dateien';
    expect(pickScenario(prompt).source).toBe('rule:look-de');
  });

  it('lead to scenarios that exist', () => {
    for (const { scenario } of DEMO_RULES) expect(NAMED_SCENARIOS.has(scenario)).toBe(true);
  });
});
