import type { AssignmentActionId, AssignmentSectionId } from '../../src/shared/assignmentPage.ts';
import { dispatch } from '../../src/shared/messages.ts';
import type { MessageOf } from '../../src/shared/messages.ts';
import type {
  AssignmentPageHostMessages,
  AssignmentPageKept,
  AssignmentPageWebviewMessages,
} from '../../src/shared/protocol.ts';
import { FrameBatch } from '../ui/frame.ts';
import { Host } from '../ui/host.ts';
import { PageView } from '../ui/pageView.ts';
import { defineElements } from '../ui/toolkit.ts';
import '../ui/base.css';
import '../ui/page.css';
import '../ui/content/content.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AssignmentPageWebviewMessages, AssignmentPageHostMessages, AssignmentPageKept>();
  const kept = host.kept();
  let folded = kept?.folded ?? [];
  let assignmentId = kept?.assignmentId;
  const keep = (): void => {
    if (assignmentId !== undefined) host.keep({ assignmentId, folded });
  };
  const view = new PageView<AssignmentSectionId, AssignmentActionId>(
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
  const draw = (message: MessageOf<AssignmentPageHostMessages>): void => {
    dispatch(message, {
      page: (page) => {
        ({ assignmentId } = page);
        keep();
        view.draw(page);
      },
      patch: (patch) => view.patch(patch),
    });
  };
  const batch = new FrameBatch<MessageOf<AssignmentPageHostMessages>>((messages) => messages.forEach(draw));
  host.listen((message) => batch.add(message));
  host.send({ type: 'ready', body: {} });
}
