import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentPage, SectionId } from '../../../src/shared/agentPage.ts';
import type { PageSection } from '../../../src/shared/page.ts';
import { FakeElement, fakeDocument } from '../fakes/dom.ts';

vi.mock('../../../webview/ui/toolkit.ts', () => ({
  button: (title: string, isPrimary: boolean, onClick: () => void) => {
    const made = new FakeElement(isPrimary ? 'primary' : 'button');
    made.append(title);
    made.addEventListener('click', onClick);
    return made;
  },
}));

interface View {
  draw(page: AgentPage): void;
  focus(section: SectionId, anchor: string | null): void;
}

type ViewClass = new (root: FakeElement, onAction: (action: string) => void) => View;

// By name: the page is compiled for browsers, these tests are not.
const viewFile = path.resolve(import.meta.dirname, '../../../webview/ui/pageView.ts');
let PageView: ViewClass;
let root: FakeElement;
let view: View;
let actions: string[];

beforeAll(async () => {
  vi.stubGlobal('document', fakeDocument);
  ({ PageView } = (await import(viewFile)) as { PageView: ViewClass });
});

beforeEach(() => {
  root = new FakeElement('main');
  root.setAttribute('aria-busy', 'true');
  actions = [];
  view = new PageView(root, (action) => actions.push(action));
});

function section(change: Partial<PageSection<SectionId>> = {}): PageSection<SectionId> {
  return {
    id: 'why',
    heading: 'State',
    facts: [],
    bars: [],
    charts: [],
    empty: 'Nothing.',
    ...change,
  };
}

function page(change: Partial<AgentPage> = {}): AgentPage {
  return {
    agentId: 'a',
    title: 'Mila (a)',
    state: 'idle',
    stateText: 'idle',
    sections: [section()],
    actions: [],
    ...change,
  };
}

describe('a page of sections in its webview', () => {
  it('shows title, state in words, and what a section says when it is empty', () => {
    view.draw(page());
    expect(root.html()).toBe(
      [
        '<main>',
        '<h1>Mila (a)</h1>',
        '<p class="state state-idle" role="status">idle</p>',
        '<div class="actions" role="toolbar" aria-label="Mila (a)"></div>',
        '<section id="section-why" tabindex="-1" aria-labelledby="heading-why">',
        '<h2 id="heading-why">State</h2><p class="empty">Nothing.</p>',
        '</section>',
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
    view.draw(page({ sections: [section({ facts, bars })] }));
    expect(root.find('section-why')?.html()).toContain(
      '<dl><dt>Why</dt><dd>&lt;img onerror=x></dd><dt>Command</dt><dd><pre>rm -rf "$x"</pre></dd></dl>',
    );
    expect(root.html()).toContain(
      '<meter min="0" max="100" high="90" value="42.4" aria-label="5 h limit" aria-valuetext="42 % used"></meter>42 % used',
    );
  });

  it('redraws only the sections that changed, so that focus and selection stay', () => {
    const now = section({ id: 'now', heading: 'Turn' });
    view.draw(page({ sections: [section(), now] }));
    view.draw(
      page({ stateText: 'working', state: 'working', sections: [section(), { ...now, empty: 'None.' }] }),
    );
    expect([root.find('section-why')?.drawings, root.find('section-now')?.drawings]).toEqual([1, 2]);
    expect(root.html()).toContain('<p class="state state-working" role="status">working</p>');
  });

  it('offers actions as buttons', () => {
    view.draw(page({ actions: [{ id: 'attach', title: 'Attach', isPrimary: true }] }));
    const button = (root.children[2] as FakeElement).children[0] as FakeElement;
    expect(button.html()).toBe('<primary>Attach</primary>');
    button.listeners.get('click')?.();
    expect(actions).toEqual(['attach']);
  });

  it('brings a section into view, and the keyboard with it', () => {
    view.draw(page());
    view.focus('why', null);
    expect(root.find('section-why')).toMatchObject({ scrolls: 1, focuses: 1 });
  });

  it('brings one line of it into view, and the section when there is no such line any more', () => {
    const line = { label: '10:00', value: 'Turn', isCode: false, anchor: 't1' };
    view.draw(page({ sections: [section({ facts: [line] })] }));
    const drawn = root.find('section-why')?.children[1] as FakeElement;
    const value = drawn.children[1] as FakeElement;
    view.focus('why', 't1');
    expect(value).toMatchObject({ scrolls: 1, focuses: 1 });
    view.focus('why', 't2');
    expect(root.find('section-why')).toMatchObject({ scrolls: 1, focuses: 1 });
  });
});
