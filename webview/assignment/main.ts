import { dispatch } from '../../src/shared/messages.ts';
import type { AssignmentPageHostMessages, AssignmentPageWebviewMessages } from '../../src/shared/protocol.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { AssignmentPageView } from './view.ts';
import '../ui/base.css';
import './style.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AssignmentPageWebviewMessages, AssignmentPageHostMessages>();
  const view = new AssignmentPageView(root, (action) => host.send({ type: 'run', body: { action } }));
  host.listen((message) => {
    dispatch<AssignmentPageHostMessages>(message, { page: (page) => view.draw(page) });
  });
  host.send({ type: 'ready', body: {} });
}
