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

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AssignmentPageWebviewMessages, AssignmentPageHostMessages, AssignmentPageKept>();
  const view = new PageView<AssignmentSectionId, AssignmentActionId>(root, (action) =>
    host.send({ type: 'run', body: { action } }),
  );
  const draw = (message: MessageOf<AssignmentPageHostMessages>): void => {
    dispatch(message, {
      page: (page) => {
        host.keep({ assignmentId: page.assignmentId });
        view.draw(page);
      },
      patch: (patch) => view.patch(patch),
    });
  };
  const batch = new FrameBatch<MessageOf<AssignmentPageHostMessages>>((messages) => messages.forEach(draw));
  host.listen((message) => batch.add(message));
  host.send({ type: 'ready', body: {} });
}
