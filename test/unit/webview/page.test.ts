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

interface Handlers {
  readonly onAction: (action: string) => void;
  readonly onOpenFile: (id: string) => void;
  readonly onFold: (folded: readonly string[]) => void;
}

type ViewClass = new (root: FakeElement, handlers: Handlers, folded?: readonly string[]) => View;

// By name: the page is compiled for browsers, these tests are not.
const viewFile = path.resolve(import.meta.dirname, '../../../webview/page/view.ts');
let PageView: ViewClass;
let root: FakeElement;
let view: View;
let actions: string[];
let opened: string[];
let folds: (readonly string[])[];

beforeAll(async () => {
  vi.stubGlobal('document', fakeDocument);
  ({ PageView } = (await import(viewFile)) as { PageView: ViewClass });
});

beforeEach(() => {
  root = new FakeElement('main');
  root.setAttribute('aria-busy', 'true');
  actions = [];
  opened = [];
  folds = [];
  view = viewWith();
});

function viewWith(folded: readonly string[] = []): View {
  return new PageView(
    root,
    {
      onAction: (action) => actions.push(action),
      onOpenFile: (id) => opened.push(id),
      onFold: (now) => folds.push(now),
    },
    folded,
  );
}

/** Has the focus before it is drawn anew, and lost it then. */
function focusedOnce(): () => { id: string } | null {
  let reads = 0;
  return () => ((reads += 1) === 1 ? { id: 'file-a' } : null);
}

function bodyOf(id: string): FakeElement {
  const found = root.find(`section-${id}`)?.children[0] as FakeElement;
  return found.children[1] as FakeElement;
}

function section(change: Partial<PageSection<SectionId>> = {}): PageSection<SectionId> {
  return {
    id: 'why',
    heading: 'State',
    facts: [],
    bars: [],
    charts: [],
    content: null,
    empty: 'Nothing.',
    ...change,
  };
}

function page(change: Partial<AgentPage> = {}): AgentPage {
  return {
    subject: 'a',
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
        '<details class="section-fold" open="">',
        '<summary id="head-why" class="section-head"><h2 id="heading-why">State</h2></summary>',
        '<div class="section-body"><p class="empty">Nothing.</p></div>',
        '</details>',
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
    expect([bodyOf('why').drawings, bodyOf('now').drawings]).toEqual([1, 2]);
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
    const drawn = bodyOf('why').children[0] as FakeElement;
    const value = drawn.children[1] as FakeElement;
    view.focus('why', 't1');
    expect(value).toMatchObject({ scrolls: 1, focuses: 1 });
    view.focus('why', 't2');
    expect(root.find('section-why')).toMatchObject({ scrolls: 1, focuses: 1 });
  });

  it('keeps which sections the person folded', () => {
    view = viewWith(['why']);
    view.draw(page({ sections: [section(), section({ id: 'now' })] }));
    expect(root.find('section-why')?.html()).toContain('<details class="section-fold">');
    expect(root.find('section-now')?.html()).toContain('<details class="section-fold" open="">');
  });
});

describe('what she plans, changes and says', () => {
  const draw = (content: PageSection['content']): string => {
    view.draw(page({ sections: [section({ content })] }));
    return bodyOf('why').html();
  };

  it('shows a plan with each state in a word', () => {
    const steps = [
      { text: 'Read <b>', state: 'completed', stateText: 'done' },
      { text: 'Write', state: 'in_progress', stateText: 'in progress' },
    ] as const;
    const html = draw({ kind: 'plan', summary: '1 of 2 steps done', explanation: '', steps, note: 'Old.' });
    expect(html).toContain('role="status">1 of 2 steps done</p>');
    expect(html).toContain('<span class="step-text">Read &lt;b></span> <span class="label">done</span>');
    expect(html).toContain('<p class="note">Old.</p>');
  });

  it('calls the keyboard back to what was drawn anew, but never from another editor', () => {
    vi.stubGlobal('CSS', { escape: (text: string) => text });
    fakeDocument.activeElement = { id: 'file-a' };
    draw({ kind: 'files', summary: 'one', files: [], note: '' });
    expect(fakeDocument.calls).toBe(0);
    fakeDocument.isFocused = true;
    Object.defineProperty(fakeDocument, 'activeElement', { get: focusedOnce(), configurable: true });
    draw({ kind: 'files', summary: 'two', files: [], note: '' });
    expect(fakeDocument.calls).toBe(1);
    Object.defineProperty(fakeDocument, 'activeElement', { value: null, writable: true });
    fakeDocument.isFocused = false;
  });

  it('opens a changed file by its name at the host', () => {
    const file = {
      id: 'docs/a b.md',
      path: 'a b.md',
      kind: 'changed',
      kindText: 'changed',
      added: 1,
      removed: 2,
      spoken: 'Open a b.md',
      patch: '@@ -1 +1 @@\n-a\n+<b>',
      patchTitle: 'Lines',
      patchNote: '',
    } as const;
    const html = draw({ kind: 'files', summary: '1 file', files: [file], note: '' });
    expect(html).toContain('<span class="added">+1</span><span class="removed">−2</span>');
    root.find('file-docs/a b.md')?.listeners.get('click')?.();
    expect(opened).toEqual(['docs/a b.md']);
  });

  const message = (id: string, text: string, by: 'agent' | 'person' = 'agent') => ({
    id,
    by,
    heading: 'Mila',
    text,
    note: '',
    isBeingWritten: false,
    foldTitle: '',
  });
  const conversation = (
    messages: readonly ReturnType<typeof message>[],
    order = messages.map(({ id }) => id),
  ) => ({ kind: 'messages', order, messages, note: '', spoken: 'Mila says: hi' }) as const;

  it('draws markdown of hers, and nothing of it is ever HTML or leads anywhere', () => {
    const text =
      'A **bold** `code` [link](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<script>x()</script>\n\n```js\nlet a = "<b>";\n```\n\n![pic](http://evil/x.png)';
    const html = draw(conversation([message('m', text)]));
    expect(html).toContain('<strong>bold</strong>');
    expect(html).toContain('<code>let a = "&lt;b>";</code>');
    expect(html).toContain('(javascript:alert(1))');
    expect(html).not.toMatch(/<(?:img|script|a)\b/);
    expect(html).not.toMatch(/<[^>]* (?:href|src|onerror)=/);
  });

  it('leaves what was drawn of a message alone while it grows', () => {
    view.draw(page({ sections: [section({ content: conversation([message('m', 'One.\n\nTw')]) })] }));
    const body = (): FakeElement => {
      const list = bodyOf('why').children[0] as FakeElement;
      const article = (list.children[1] as FakeElement).children[0] as FakeElement;
      return article.children[1] as FakeElement;
    };
    const first = body().children[0];
    view.draw(page({ sections: [section({ content: conversation([message('m', 'One.\n\nTwo.')]) })] }));
    expect(body().children[0]).toBe(first);
    expect(body().html()).toContain('<p>Two.</p>');
  });

  it('takes patches with only what is new, in the order of the conversation', () => {
    draw(conversation([message('a', 'first'), message('b', 'second')]));
    const html = draw(conversation([message('c', 'third')], ['b', 'c']));
    expect(html).not.toContain('first');
    expect(html.indexOf('second')).toBeLessThan(html.indexOf('third'));
  });

  it('what somebody sent to her is shown as it was sent', () => {
    expect(draw(conversation([message('p', '**not bold** <b>', 'person')]))).toContain('**not bold** &lt;b>');
  });

  it('says aloud what is new, and not what was there when the page was opened', () => {
    expect(draw(conversation([message('a', 'hi')]))).toContain('<p class="only-spoken" role="status"></p>');
    expect(draw(conversation([message('b', 'hi')], ['a', 'b']))).toContain('role="status">Mila says: hi</p>');
  });
});
