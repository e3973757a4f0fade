import { dispatch } from '../../src/shared/messages.ts';
import type { MessageOf } from '../../src/shared/messages.ts';
import type { TimelineHostMessages, TimelineWebviewMessages } from '../../src/shared/protocol.ts';
import { knownLook } from '../../src/shared/timeline.ts';
import type { Look } from '../../src/shared/timeline.ts';
import { FrameBatch } from '../ui/frame.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { TimelineView } from './view.ts';
import '../ui/base.css';
import './style.css';

/** As often as the right edge of the shortest look goes on, see `windowOf`. */
const EDGE_MS = 3600;

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<TimelineWebviewMessages, TimelineHostMessages, Look>(root);
  const view = new TimelineView(root, {
    look: knownLook(host.kept()),
    onLook: (look) => host.keep(look),
    onOpen: (wish) => host.send({ type: 'open', body: wish }),
    now: Date.now,
  });
  const batch = new FrameBatch<MessageOf<TimelineHostMessages>>((messages) => {
    for (const message of messages)
      dispatch(message, {
        timeline: (page) => view.set(page),
        lanes: ({ patches }) => view.patch(patches),
      });
    view.draw();
  });
  host.listen((message) => batch.add(message));
  // Time goes on by itself: what lasts grows, and the scale moves.
  setInterval(() => view.draw(), EDGE_MS);
  host.send({ type: 'ready', body: {} });
}
