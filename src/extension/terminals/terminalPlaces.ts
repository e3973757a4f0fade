import { TabInputTerminal, window } from 'vscode';
import type { Memento, Tab } from 'vscode';
import { isRecord } from '../fleet/target.ts';
import { OPEN_TERMINALS } from './terminalNames.ts';

/** Where a terminal stood; column null: in the panel. */
export interface TerminalPlace {
  readonly column: number | null;
  /** Was it the one to be seen in its column? */
  readonly isFront: boolean;
}

export interface RememberedTerminal extends TerminalPlace {
  readonly agentId: string;
}

/** The terminals that are open in this window, kept over its reload. */
export interface TerminalMemory {
  read(): readonly RememberedTerminal[];
  write(open: readonly RememberedTerminal[]): void;
}

/** Longer than VS Code takes to open a terminal's tab, however busy the machine. */
const OPENS_MS = 10_000;

export function terminalMemory(memento: Memento): TerminalMemory {
  let written = '';
  return {
    read: () => {
      const kept = memento.get<unknown>(OPEN_TERMINALS);
      return Array.isArray(kept) ? kept.filter(isRemembered) : [];
    },
    write: (open) => {
      const text = JSON.stringify(open);
      if (text === written) return;
      written = text;
      void memento.update(OPEN_TERMINALS, open);
    },
  };
}

function isRemembered(value: unknown): value is RememberedTerminal {
  if (!isRecord(value) || typeof value['agentId'] !== 'string') return false;
  const { column, isFront } = value;
  return (column === null || Number.isInteger(column)) && typeof isFront === 'boolean';
}

/**
 * Where the terminal with one of these names stands now. Tabs know their terminal by its name alone, and a hold may follow it.
 */
export function placeOf(...names: readonly string[]): TerminalPlace {
  const isHers = ({ input, label }: Tab): boolean =>
    input instanceof TabInputTerminal &&
    names.some((name) => label === name || label.startsWith(`${name} · `));
  for (const { tabs, viewColumn } of window.tabGroups.all) {
    const tab = tabs.find(isHers);
    if (tab !== undefined) return { column: viewColumn, isFront: tab.isActive };
  }
  return { column: null, isFront: false };
}

/** Resolves when the terminal of this title has its tab, which VS Code opens a while after it was asked to. */
export async function untilPlaced(title: string): Promise<void> {
  if (placeOf(title).column !== null) return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(settle, OPENS_MS);
    const listening = window.tabGroups.onDidChangeTabs(() => {
      if (placeOf(title).column !== null) settle();
    });
  });
}
