import { describe, expect, it } from 'vitest';
import type { PageSection } from '../../../src/shared/page.ts';
import { fakeDocument } from '../fakes/dom.ts';
import type { FakeElement } from '../fakes/dom.ts';
import { page, pageRoom, section } from './pageRoom.ts';

const room = pageRoom();

const FILE = {
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

describe('what she plans, changes and says', () => {
  const draw = (content: PageSection['content']): string => {
    room.view.draw(page({ sections: [section({ content })] }));
    return room.body('why').html();
  };

  it('shows a plan with each state in a word', () => {
    const steps = [
      { text: 'Read <b>', state: 'completed', stateText: 'done' },
      { text: 'Write', state: 'in_progress', stateText: 'in progress' },
    ] as const;
    const html = draw({ kind: 'plan', summary: '1 of 2 steps done', explanation: '', steps, note: 'Old.' });
    expect(html).toContain('<p class="summary">1 of 2 steps done</p>');
    expect(html).toContain('<span class="step-text">Read &lt;b></span> <span class="label">done</span>');
    expect(html).toContain('<p class="note">Old.</p>');
  });

  it('calls the keyboard back to what was drawn anew, but never from another editor', () => {
    draw({ kind: 'files', summary: '1 file', files: [FILE], note: '' });
    room.named('file-docs/a b.md').focus();
    draw({ kind: 'files', summary: '1 file', files: [{ ...FILE, added: 5 }], note: '' });
    expect(fakeDocument.activeElement?.isConnected).toBe(false);
    fakeDocument.isFocused = true;
    room.named('file-docs/a b.md').focus();
    draw({ kind: 'files', summary: '1 file', files: [{ ...FILE, added: 6 }], note: '' });
    expect(fakeDocument.activeElement).toBe(room.named('file-docs/a b.md'));
    draw({ kind: 'files', summary: 'none', files: [], note: '' });
    expect(fakeDocument.activeElement).toBe(room.named('section-why'));
  });

  it('leaves one file alone while another one changes', () => {
    draw({ kind: 'files', summary: '1 file', files: [FILE], note: '' });
    const file = room.named('file-docs/a b.md');
    draw({ kind: 'files', summary: '2 files', files: [{ ...FILE, id: 'b' }, FILE], note: '' });
    expect(room.named('file-docs/a b.md')).toBe(file);
  });

  it('says how far the plan is, and never the same twice', () => {
    const plan = (summary: string, note = '') =>
      ({ kind: 'plan', summary, explanation: '', steps: [], note }) as const;
    draw(plan('1 of 2 steps done'));
    draw(plan('2 of 2 steps done'));
    expect(room.said()).toEqual(['State: 2 of 2 steps done']);
    const [text] = room.polite.children;
    draw(plan('2 of 2 steps done', 'Old.'));
    expect(room.polite.children[0]).toBe(text);
  });

  it('opens a changed file by its name at the host', () => {
    const html = draw({ kind: 'files', summary: '1 file', files: [FILE], note: '' });
    // The button says them in words.
    expect(html).toContain('<span class="added" aria-hidden="true">+1</span>');
    expect(html).toContain('<span class="removed" aria-hidden="true">−2</span>');
    room.root.find('file-docs/a b.md')?.listeners.get('click')?.();
    expect(room.opened).toEqual(['docs/a b.md']);
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
    room.view.draw(page({ sections: [section({ content: conversation([message('m', 'One.\n\nTw')]) })] }));
    const body = (): FakeElement => {
      const list = room.body('why').children[0] as FakeElement;
      const article = (list.children[1] as FakeElement).children[0] as FakeElement;
      return article.children[1] as FakeElement;
    };
    const first = body().children[0];
    room.view.draw(page({ sections: [section({ content: conversation([message('m', 'One.\n\nTwo.')]) })] }));
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

  it('says aloud a message that is whole, and neither what was there nor what is being written', () => {
    draw({ ...conversation([message('a', 'hi')]), spoken: 'Mila says: hi' });
    draw({ ...conversation([{ ...message('b', 'I am wri'), isBeingWritten: true }], ['a', 'b']) });
    expect(room.said()).toEqual([]);
    draw({
      ...conversation([message('b', 'I am writing.')], ['a', 'b']),
      spoken: 'Mila says: I am writing.',
    });
    expect(room.said()).toEqual(['Mila says: I am writing.']);
  });
});
