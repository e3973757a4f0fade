import type { FakeUi } from './ui.ts';

interface Closed {
  readonly label: string;
}

/** The columns of editors. */
export function tabGroupsOf(ui: FakeUi) {
  return {
    get all() {
      return ui.tabGroups.map((group) => ({
        ...group,
        activeTab: group.tabs.find(({ isActive }) => isActive),
      }));
    },
    get activeTabGroup() {
      return this.all[0];
    },
    onDidChangeTabs: ui.changedTabs.event,
    close: async (closed: Closed | readonly Closed[]) => {
      const tabs = [closed].flat() as readonly Closed[];
      ui.executed.push({ id: 'close tabs', args: tabs.map(({ label }) => label) });
      return Promise.resolve(true);
    },
  };
}

/** Whether the window has the focus. */
export function focusOf(ui: FakeUi) {
  return {
    get focused() {
      return ui.isFocused;
    },
  };
}
