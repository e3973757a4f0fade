import { describe, expect, it } from 'vitest';
import { fakeDocument } from '../fakes/dom.ts';
import type { FakeElement } from '../fakes/dom.ts';
import { page, pageRoom, section } from './pageRoom.ts';

const room = pageRoom();

describe('a page of sections in its webview', () => {
  it('shows title, state in words, and what a section says when it is empty', () => {
    room.view.draw(page());
    expect(room.root.html()).toBe(
      [
        '<main>',
        '<h1>Mila (a)</h1>',
        '<p class="state state-idle">idle</p>',
        '<p class="why" hidden=""></p>',
        '<div id="actions" class="actions" role="group" tabindex="-1" aria-label="What you can do"></div>',
        '<div class="sections">',
        '<section id="section-why" role="group" tabindex="-1" aria-labelledby="heading-why">',
        '<details class="section-fold" open="">',
        '<summary id="head-why" class="section-head"><h2 id="heading-why">State</h2></summary>',
        '<div class="section-body"><p class="empty">Nothing.</p></div>',
        '</details>',
        '</section>',
        '</div>',
        '<div class="only-spoken"><div role="status"></div><div role="alert"></div></div>',
        '</main>',
      ].join(''),
    );
  });

  it('shows facts and bars as text, never as HTML', () => {
    const facts = [
      { label: 'Why', value: '<img onerror=x>', isCode: false },
      { label: 'Command', value: 'rm -rf "$x"', isCode: true },
    ];
    const bars = [{ label: '5 h limit', percent: 42.4, text: '42 % used' }];
    room.view.draw(page({ sections: [section({ facts, bars })] }));
    expect(room.root.find('section-why')?.html()).toContain(
      '<dl><dt>Why</dt><dd>&lt;img onerror=x></dd><dt>Command</dt><dd><pre>rm -rf "$x"</pre></dd></dl>',
    );
    expect(room.root.html()).toContain(
      '<p class="bar"><span class="label">5 h limit</span> <meter min="0" max="100" high="90" value="42.4" aria-hidden="true"></meter><span>42 % used</span></p>',
    );
  });

  it('redraws only the sections that changed, so that focus and selection stay', () => {
    const now = section({ id: 'now', heading: 'Turn' });
    room.view.draw(page({ sections: [section(), now] }));
    room.view.draw(
      page({ stateText: 'working', state: 'working', sections: [section(), { ...now, empty: 'None.' }] }),
    );
    expect([room.body('why').drawings, room.body('now').drawings]).toEqual([1, 2]);
    expect(room.root.html()).toContain('<p class="state state-working">working</p>');
  });

  it('of a section that changed redraws only the lines that did: who reads another one is not disturbed', () => {
    const fact = (label: string, value: string) => ({ label, value, isCode: false });
    const sections = (...facts: ReturnType<typeof fact>[]) => [section({ facts })];
    room.view.draw(page({ sections: sections(fact('10:00', 'Started'), fact('9:00', 'Made')) }));
    const list = room.body('why').children[0] as FakeElement;
    const [at, started, , made] = list.children;
    room.view.draw(
      page({ sections: sections(fact('10:00', 'Stopped'), fact('10:00', 'Started'), fact('9:00', 'Found')) }),
    );
    expect(room.body('why').children).toEqual([list]);
    expect(list.html()).toBe(
      '<dl><dt>10:00</dt><dd>Stopped</dd><dt>10:00</dt><dd>Started</dd><dt>9:00</dt><dd>Found</dd></dl>',
    );
    expect(list.children[0]).toBe(at);
    expect(list.children[3]).toBe(started);
    expect(list.children).not.toContain(made);
    room.view.draw(page({ sections: [section()] }));
    expect(room.body('why').html()).toBe('<div class="section-body"><p class="empty">Nothing.</p></div>');
  });

  it('offers actions as buttons', () => {
    room.view.draw(page({ actions: [{ id: 'attach', title: 'Attach', isPrimary: true }] }));
    expect(room.named('action-attach').html()).toBe('<primary id="action-attach">Attach</primary>');
    room.named('action-attach').listeners.get('click')?.();
    expect(room.actions).toEqual(['attach']);
  });

  it('leaves the keyboard on a button that gets another look, and near one that goes', () => {
    const attach = { id: 'attach', title: 'Attach', isPrimary: true } as const;
    const stop = { id: 'stop', title: 'Stop', isPrimary: false } as const;
    room.view.draw(page({ actions: [attach, stop] }));
    fakeDocument.isFocused = true;
    const button = room.named('action-attach');
    button.focus();
    room.view.draw(page({ actions: [{ ...attach, isPrimary: false, title: 'Attach again' }] }));
    expect(fakeDocument.activeElement).toBe(button);
    expect(button.textContent).toBe('Attach again');
    room.view.draw(page({ actions: [stop] }));
    // Not on another button, which the next Enter would press.
    expect(fakeDocument.activeElement).toBe(room.named('actions'));
  });

  it('says why she is in her state beside it', () => {
    room.view.draw(page({ why: 'She waits for a task.' }));
    expect(room.root.html()).toContain('<p class="why">She waits for a task.</p>');
  });

  it('leaves out a section that has nothing to say, and takes the keyboard to the actions when it stood there', () => {
    const now = { ...section({ id: 'now', heading: 'Turn', empty: '' }) };
    const turn = { ...now, facts: [{ label: 'Since', value: '10:00', isCode: false }] };
    room.view.draw(page({ sections: [turn, section()] }));
    fakeDocument.isFocused = true;
    room.named('section-now').focus();
    expect(room.named('section-now').hidden).toBe(false);
    room.view.draw(page({ sections: [now, section()] }));
    expect(room.named('section-now').hidden).toBe(true);
    expect(fakeDocument.activeElement).toBe(room.named('actions'));
  });

  it('says a new state aloud, once and with her name, and not the one that was found', () => {
    room.view.draw(page());
    expect(room.said()).toEqual([]);
    room.view.draw(page({ stateText: 'working', state: 'working' }));
    expect(room.said()).toEqual(['Mila (a): working']);
    const once = room.polite.html();
    room.view.draw(page({ stateText: 'working', state: 'working', sections: [section({ empty: 'None.' })] }));
    expect(room.polite.html()).toBe(once);
  });

  it('says everything that came within one frame, as on a busy machine', () => {
    room.view.draw(page({ sections: [section({ spoken: 'checks run' })] }));
    room.view.together(() => {
      room.view.draw(page({ sections: [section({ spoken: 'checks passed' })] }));
      room.view.draw(page({ stateText: 'done', sections: [section({ spoken: 'checks passed' })] }));
    });
    expect(room.said()).toEqual(['checks passed', 'Mila (a): done']);
    room.view.draw(page({ stateText: 'idle', sections: [section({ spoken: 'checks passed' })] }));
    expect(room.said()).toEqual(['Mila (a): idle']);
  });

  it('says what came of checks aloud, together with what else is new', () => {
    room.view.draw(page({ sections: [section({ spoken: 'checks run' })] }));
    room.view.draw(page({ stateText: 'done', sections: [section({ spoken: 'checks passed' })] }));
    expect(room.said()).toEqual(['Mila (a): done', 'checks passed']);
  });

  it('brings a section into view, and the keyboard with it', () => {
    room.view.draw(page());
    room.view.focus('why', null);
    expect(room.root.find('section-why')).toMatchObject({ scrolls: 1, focuses: 1 });
  });

  it('brings one line of it into view, and the section when there is no such line any more', () => {
    const line = { label: '10:00', value: 'Turn', isCode: false, anchor: 't1' };
    room.view.draw(page({ sections: [section({ facts: [line] })] }));
    const drawn = room.body('why').children[0] as FakeElement;
    const value = drawn.children[1] as FakeElement;
    room.view.focus('why', 't1');
    expect(value).toMatchObject({ scrolls: 1, focuses: 1 });
    room.view.focus('why', 't2');
    expect(room.root.find('section-why')).toMatchObject({ scrolls: 1, focuses: 1 });
  });

  it('keeps which sections the person folded', () => {
    room.open(['why']);
    room.view.draw(page({ sections: [section(), section({ id: 'now' })] }));
    expect(room.root.find('section-why')?.html()).toContain('<details class="section-fold">');
    expect(room.root.find('section-now')?.html()).toContain('<details class="section-fold" open="">');
  });
});
