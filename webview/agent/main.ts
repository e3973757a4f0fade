import type { PageActionId, SectionId } from '../../src/shared/agentPage.ts';
import { dispatch } from '../../src/shared/messages.ts';
import type {
  AgentPageHostMessages,
  AgentPageKept,
  AgentPageWebviewMessages,
} from '../../src/shared/protocol.ts';
import type { MessageOf } from '../../src/shared/messages.ts';
import { FrameBatch } from '../ui/frame.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { PageView } from '../ui/pageView.ts';
import '../ui/base.css';
import '../ui/page.css';
import '../ui/content/content.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AgentPageWebviewMessages, AgentPageHostMessages, AgentPageKept>();
  const kept = host.kept();
  let folded = kept?.folded ?? [];
  let agentId = kept?.agentId;
  const keep = (): void => {
    if (agentId !== undefined) host.keep({ agentId, folded });
  };
  const view = new PageView<SectionId, PageActionId>(
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
  const draw = (message: MessageOf<AgentPageHostMessages>): void => {
    dispatch(message, {
      page: (page) => {
        ({ agentId } = page);
        keep();
        view.draw(page);
      },
      patch: (patch) => view.patch(patch),
      focus: ({ section, anchor }) => view.focus(section, anchor),
    });
  };
  const batch = new FrameBatch<MessageOf<AgentPageHostMessages>>((messages) => messages.forEach(draw));
  host.listen((message) => batch.add(message));
  host.send({ type: 'ready', body: {} });
}
