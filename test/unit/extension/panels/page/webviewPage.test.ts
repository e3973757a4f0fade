import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { FleetError } from '../../../../../src/core/errors.ts';
import type { Logger } from '../../../../../src/core/ports.ts';
import { keptSubject, OpenPages } from '../../../../../src/extension/panels/page/openPages.ts';
import { PageSender } from '../../../../../src/extension/panels/page/pageSender.ts';
import { message, messageParser } from '../../../../../src/extension/panels/page/parseMessage.ts';
import { newPanel, WebviewPage } from '../../../../../src/extension/panels/page/webviewPage.ts';
import type { SectionedPage } from '../../../../../src/shared/page.ts';
import { ui, Uri } from '../../../fakes/vscode/index.ts';
import type { FakePanel } from '../../../fakes/vscode/panel.ts';
import { pageBasis, silent } from '../../support.ts';

interface Sent {
  readonly news: string;
}

interface Received {
  readonly ready: Readonly<Record<string, never>>;
  readonly press: { readonly key: string };
}

const parse = messageParser<Received>(
  z.discriminatedUnion('type', [message('ready', {}), message('press', { key: z.string() })]),
);

let heard: string[];
let warnings: string[];

function openPage(): { panel: FakePanel; page: WebviewPage<Sent, Received> } {
  const log: Logger = { ...silent, warn: (text) => void warnings.push(text) };
  const basis = { ...pageBasis, log };
  const page = new WebviewPage<Sent, Received>(newPanel('test.page', 'A page'), basis, {
    bundle: 'page',
    icon: 'hubot',
    parse,
    handlers: {
      ready: () => heard.push('ready'),
      press: async ({ key }) => {
        if (key === 'wrong') throw new FleetError('agent_busy', 'She is at work.');
        return Promise.resolve(heard.push(key));
      },
    },
    onHidden: () => heard.push('hidden'),
  });
  return { panel: ui.panels.at(-1)!, page };
}

const ready = { type: 'ready', body: {} };
const news = (text: string) => ({ type: 'news', body: text }) as const;

beforeEach(() => {
  ui.reset();
  [heard, warnings] = [[], []];
});

describe('the life of a page', () => {
  it('may load nothing but its own bundles', () => {
    const { panel } = openPage();
    expect(panel.webview.options).toEqual({
      enableScripts: true,
      enableCommandUris: ['codexMaster.reopenPage'],
      localResourceRoots: [Uri.file('/ext/dist/webview')],
    });
    expect(panel.webview.html).toContain('/ext/dist/webview/page.js');
  });

  it('says nothing before its webview listens', () => {
    const { panel, page } = openPage();
    page.send(news('lost'));
    expect([page.isLive, panel.received]).toEqual([false, []]);
    panel.says(ready);
    page.send(news('heard'));
    expect([page.isLive, heard, panel.received]).toEqual([true, ['ready'], [news('heard')]]);
  });

  it('says nothing while it is hidden, nor when it is back, until its webview listens again', () => {
    const { panel, page } = openPage();
    panel.says(ready);
    panel.setVisible(false);
    page.send(news('lost'));
    page.reveal();
    page.send(news('lost'));
    expect(panel.received).toEqual([]);
    panel.says(ready);
    page.send(news('heard'));
    expect([heard, panel.received]).toEqual([['ready', 'hidden', 'ready'], [news('heard')]]);
  });

  it('answers whatever it hears at once, so that a webview notices when nobody is there any more', () => {
    const { panel } = openPage();
    panel.says(ready);
    panel.says({ type: 'ping', body: {} });
    panel.says('nothing that we know');
    expect([panel.heardCount, heard, warnings.length]).toEqual([3, ['ready'], 1]);
  });

  it('does what its webview asks for, and tells the log of anything else without its content', () => {
    const { panel } = openPage();
    panel.says({ type: 'press', body: { key: 'a' } });
    for (const wrong of [
      { type: 'press', body: { key: 7 } },
      { type: 'press', body: { key: 'secret', more: 1 } },
      { type: 'toString', body: {} },
      'ready',
      undefined,
    ])
      panel.says(wrong);
    expect(heard).toEqual(['a']);
    expect(warnings).toHaveLength(5);
    expect(warnings.join()).not.toContain('secret');
  });

  it('shows the person what went wrong with what they asked for there', async () => {
    const { panel } = openPage();
    panel.says({ type: 'press', body: { key: 'wrong' } });
    await vi.waitFor(() => expect(ui.shown).toEqual(['error: She is at work. [Attach]']));
  });

  it('ends with its panel, and what it holds with it', () => {
    const { panel, page } = openPage();
    panel.says(ready);
    page.add({ dispose: () => heard.push('ended') });
    panel.dispose();
    page.send(news('lost'));
    panel.says({ type: 'press', body: { key: 'late' } });
    expect([page.isLive, heard, panel.received]).toEqual([false, ['ready', 'ended'], []]);
  });
});

describe('the open pages of a kind', () => {
  const made: string[] = [];
  const pages = (): OpenPages<{ dispose(): void }> =>
    new OpenPages((key, panel) => {
      made.push(key);
      return panel;
    });

  beforeEach(() => made.splice(0));

  it('are one for each key, as long as it is open', () => {
    const open = pages();
    const first = open.open('a', () => newPanel('test.page', 'A'));
    expect(open.open('a', () => newPanel('test.page', 'A'))).toBe(first);
    first.dispose();
    open.open('a', () => newPanel('test.page', 'A'));
    expect([made, ui.panels.length]).toEqual([['a', 'a'], 2]);
  });

  it('come back after a reload, unless nobody knows what they were or they are open', () => {
    const open = pages();
    for (const key of ['a', undefined, 'a']) open.restore(key, newPanel('test.page', 'A'));
    expect([made, ui.panels.map((panel) => panel.isDisposed)]).toEqual([['a'], [false, true, true]]);
    open.dispose();
    expect(ui.panels[0]?.isDisposed).toBe(true);
  });

  it.each([
    [{ subject: 'a' }, 'a'],
    [{ subject: 7 }, undefined],
    [{}, undefined],
    [null, undefined],
    ['a', undefined],
  ])('are known again by what a webview kept: %j', (state, key) => {
    expect(keptSubject(state)).toBe(key);
  });
});

describe('a page that is sent', () => {
  const section = (id: string, empty = '') => ({
    id,
    heading: id,
    facts: [],
    bars: [],
    charts: [],
    content: null,
    empty,
  });
  const page = (change: Partial<SectionedPage> = {}): SectionedPage => ({
    subject: 'a',
    title: 'Mila',
    state: 'idle',
    stateText: 'idle',
    why: '',
    actions: [],
    actionsTitle: 'What you can do',
    sections: [section('a'), section('b')],
    ...change,
  });

  it('goes as a whole once, then only what is different, and as a whole to a new webview', () => {
    const said: unknown[] = [];
    const sender = new PageSender((message) => said.push(message));
    sender.send(page());
    sender.send(page());
    sender.send(page({ sections: [section('a'), section('b', 'Nothing.')] }));
    sender.send(page({ state: 'working', sections: [section('a'), section('b', 'Nothing.')] }));
    sender.forget();
    sender.send(page());
    expect(said).toEqual([
      { type: 'page', body: page() },
      { type: 'patch', body: { head: null, sections: [section('b', 'Nothing.')] } },
      {
        type: 'patch',
        body: {
          head: {
            title: 'Mila',
            state: 'working',
            stateText: 'idle',
            why: '',
            actions: [],
            actionsTitle: 'What you can do',
          },
          sections: [],
        },
      },
      { type: 'page', body: page() },
    ]);
  });
});
