import type { AssignDraft } from '../../src/shared/assignForm.ts';
import { dispatch } from '../../src/shared/messages.ts';
import type { AssignFormHostMessages, AssignFormWebviewMessages } from '../../src/shared/protocol.ts';
import { Host } from '../ui/host.ts';
import { defineElements } from '../ui/toolkit.ts';
import { AssignFormView } from './view.ts';
import '../ui/base.css';
import './style.css';

const root = document.querySelector<HTMLElement>('#page');
if (root !== null) {
  defineElements();
  const host = new Host<AssignFormWebviewMessages, AssignFormHostMessages, AssignDraft>(root);
  const view = new AssignFormView(root, {
    edited: (draft) => {
      host.keep(draft);
      host.send({ type: 'edited', body: { draft } });
    },
    choose: (field) => host.send({ type: 'choose', body: { field } }),
    list: (folder) => host.send({ type: 'list', body: { folder } }),
    openFleetFile: () => host.send({ type: 'openFleetFile', body: {} }),
    dropped: (field, uris) => host.send({ type: 'dropped', body: { field, uris } }),
    submit: (draft, isForced) => {
      host.send({ type: 'submit', body: { draft, isForced } });
      host.awaiting = true;
    },
    next: (what) => host.send({ type: 'next', body: { what } }),
  });
  host.listen((message) => {
    dispatch(message, {
      form: (body) => {
        // Drawn anew, it waits for nothing.
        if (body.was === null) host.awaiting = false;
        host.keep(body.draft);
        view.show(body);
      },
      agents: (agents) => view.setAgents(agents),
      skills: ({ names }) => view.setSkills(names),
      review: (review) => view.setReview(review),
      setup: ({ note }) => view.setSetup(note),
      paths: ({ field, paths }) => view.addPaths(field, paths),
      folder: (listing) => view.fillFolder(listing),
      progress: ({ text }) => view.setProgress(text),
      refused: ({ problems, canForce = false }) => {
        host.awaiting = false;
        view.refuse(problems, canForce);
      },
      done: (report) => {
        host.awaiting = false;
        host.keep(undefined);
        view.finish(report);
      },
    });
  });
  host.send({ type: 'ready', body: { draft: host.kept() ?? null } });
}
