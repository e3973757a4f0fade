import type { FakeUi } from './ui.ts';

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
      return ui.tabGroups[0];
    },
    onDidChangeTabs: ui.changedTabs.event,
    close: async (tabs: readonly { readonly label: string }[]) => {
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
