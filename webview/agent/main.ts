import { dispatch } from '../../src/shared/messages.ts';
import type { AgentPageHostMessages, AgentPageWebviewMessages } from '../../src/shared/protocol.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { AgentPageView } from './view.ts';
import './style.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AgentPageWebviewMessages, AgentPageHostMessages>();
  const view = new AgentPageView(root, (action) => host.send({ type: 'run', body: { action } }));
  host.listen((message) => {
    dispatch(message, {
      page: (page) => view.draw(page),
      focus: ({ section }) => view.focus(section),
    });
  });
  host.send({ type: 'ready', body: {} });
}
