import path from 'node:path';
import { beforeAll, beforeEach, expect, vi } from 'vitest';
import type { AgentPage, SectionId } from '../../../src/shared/agentPage.ts';
import type { PageSection } from '../../../src/shared/page.ts';
import { FakeElement, fakeDocument } from '../fakes/dom.ts';

export interface View {
  draw(page: AgentPage): void;
  together(draw: () => void): void;
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

/** The webview's page over a document that behaves, and what a person did on it. */
export class PageRoom {
  root = new FakeElement('main');
  view!: View;
  actions: string[] = [];
  opened: string[] = [];
  folds: (readonly string[])[] = [];
  #view!: ViewClass;

  async load(): Promise<void> {
    vi.stubGlobal('document', fakeDocument);
    vi.doMock('../../../webview/ui/toolkit.ts', () => ({ button, restyle }));
    ({ PageView: this.#view } = (await import(viewFile)) as { PageView: ViewClass });
  }

  open(folded: readonly string[] = []): void {
    Object.assign(this, { root: new FakeElement('main'), actions: [], opened: [], folds: [] });
    this.root.setAttribute('aria-busy', 'true');
    Object.assign(fakeDocument, { root: this.root, activeElement: null, isFocused: false });
    const handlers: Handlers = {
      onAction: (action) => this.actions.push(action),
      onOpenFile: (id) => this.opened.push(id),
      onFold: (now) => this.folds.push(now),
    };
    this.view = new this.#view(this.root, handlers, folded);
  }

  body(id: string): FakeElement {
    const found = this.root.find(`section-${id}`)?.children[0] as FakeElement;
    return found.children[1] as FakeElement;
  }

  named(id: string): FakeElement {
    const found = this.root.find(id);
    if (found === undefined) throw new Error(`There is no ${id}.`);
    return found;
  }

  /** What is said aloud when the person pauses. */
  get polite(): FakeElement {
    const [polite, urgent] = (this.root.children.at(-1) as FakeElement).children as FakeElement[];
    expect([polite?.attributes.get('role'), urgent?.attributes.get('role')]).toEqual(['status', 'alert']);
    expect(urgent?.children).toEqual([]);
    return polite as FakeElement;
  }

  said(): string[] {
    return this.polite.children.map((one) => (typeof one === 'string' ? one : one.textContent));
  }
}

/** One for each test of a file. */
export function pageRoom(): PageRoom {
  const room = new PageRoom();
  beforeAll(async () => room.load());
  beforeEach(() => room.open());
  return room;
}

function button(title: string, isPrimary: boolean, onClick: () => void): FakeElement {
  const made = new FakeElement(isPrimary ? 'primary' : 'button');
  made.append(title);
  made.addEventListener('click', onClick);
  return made;
}

function restyle(made: FakeElement, title: string): void {
  if (made.textContent !== title) made.textContent = title;
}

export function section(change: Partial<PageSection<SectionId>> = {}): PageSection<SectionId> {
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

export function page(change: Partial<AgentPage> = {}): AgentPage {
  return {
    subject: 'a',
    title: 'Mila (a)',
    state: 'idle',
    stateText: 'idle',
    why: '',
    sections: [section()],
    actions: [],
    actionsTitle: 'What you can do',
    ...change,
  };
}
