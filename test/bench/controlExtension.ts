import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What VS Code itself takes for rows, shown by the least that an extension can be. Its trees have the panel's names, so that the same eyes see them. */
export interface ControlRows {
  readonly agents: number;
  /** In the group that is open. */
  readonly assignments: number;
}

export const CONTROL_ID = 'codex-master.control';
export const CONTROL_CONTAINER = 'Control';

/** Writes the extension; returns its folder. Its rows are there when VS Code first asks: it reads nothing and asks nobody. */
export async function writeControlExtension(folder: string, rows: ControlRows): Promise<string> {
  await mkdir(folder, { recursive: true });
  const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>';
  await writeFile(path.join(folder, 'icon.svg'), icon);
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(MANIFEST, null, 2));
  await writeFile(path.join(folder, 'extension.js'), program(rows));
  return folder;
}

const [publisher, name] = CONTROL_ID.split('.');

const MANIFEST = {
  publisher,
  name,
  displayName: CONTROL_CONTAINER,
  version: '0.0.1',
  main: './extension.js',
  engines: { vscode: '^1.100.0' },
  activationEvents: ['onStartupFinished'],
  contributes: {
    viewsContainers: { activitybar: [{ id: 'control', title: CONTROL_CONTAINER, icon: 'icon.svg' }] },
    views: {
      control: [
        { id: 'control.agents', name: 'Agentinnen' },
        { id: 'control.inbox', name: 'Inbox' },
        { id: 'control.assignments', name: 'Assignments', visibility: 'collapsed' },
      ],
    },
  },
};

function program({ agents, assignments }: ControlRows): string {
  return `'use strict';
const { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState: Fold, window } = require('vscode');
const row = (id, label, description, children = []) => ({ id, label, description, children });
const agents = Array.from({ length: ${agents} }, (_, at) => row('a' + at, 'Standin s' + at, 'idle · 1 min', [row('a' + at + '/d', 'Detail', '')]));
const over = Array.from({ length: ${assignments} }, (_, at) => row('o' + at, 'Look at the cart, part ' + at, 'Standin · completed'));
const groups = [row('today', 'Finished today', '${assignments}', over), row('older', 'Older', '900', [row('more', 'more', '')])];
const provider = (roots) => ({
  getChildren: (element) => (element === undefined ? roots : element.children),
  getTreeItem: ({ id, label, description, children }) => {
    const fold = children.length === 0 ? Fold.None : id === 'today' ? Fold.Expanded : Fold.Collapsed;
    const item = new TreeItem(label, fold);
    return Object.assign(item, { id, description, iconPath: new ThemeIcon('pulse', new ThemeColor('charts.green')) });
  },
});
exports.activate = ({ subscriptions }) => {
  for (const [id, roots] of Object.entries({ agents, inbox: [], assignments: groups }))
    subscriptions.push(window.createTreeView('control.' + id, { treeDataProvider: provider(roots) }));
};
`;
}
