import { dispatch } from '../../src/shared/messages.ts';
import type { MessageOf } from '../../src/shared/messages.ts';
import type { PageHostMessages, PageKept, PageWebviewMessages } from '../../src/shared/protocol.ts';
import { FrameBatch } from '../ui/frame.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { PageView } from './view.ts';
import '../ui/base.css';
import './style.css';
import './content/content.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<PageWebviewMessages, PageHostMessages, PageKept>(root);
  const kept = host.kept();
  let folded = kept?.folded ?? [];
  let subject = kept?.subject;
  const keep = (): void => {
    if (subject !== undefined) host.keep({ subject, folded });
  };
  // With Ctrl or Cmd it answers what she asks (a key of the manifest), and never presses the button that has the focus.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.preventDefault();
  });
  const view = new PageView(
    root,
    {
      onAction: (action) => host.send({ type: 'run', body: { action } }),
      onOpenFile: (file) => host.send({ type: 'openFile', body: { file } }),
      onFold: (now) => {
        folded = now;
        keep();
      },
    },
    folded,
  );
  const draw = (message: MessageOf<PageHostMessages>): void => {
    dispatch(message, {
      page: (page) => {
        ({ subject } = page);
        keep();
        view.draw(page);
      },
      patch: (patch) => view.patch(patch),
      focus: ({ section, anchor }) => view.focus(section, anchor),
    });
  };
  const batch = new FrameBatch<MessageOf<PageHostMessages>>((messages) =>
    view.together(() => messages.forEach(draw)),
  );
  host.listen((message) => batch.add(message));
  host.send({ type: 'ready', body: {} });
}
