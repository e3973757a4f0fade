import { workspace } from 'vscode';
import { DEFAULT_HOLD_SECONDS, MAX_HOLD_SECONDS } from '../core/hold.ts';

/** The settings of the window, each with its values; the first is the default. The fleet itself is in fleet.json. */
export const SETTINGS = {
  'terminal.location': ['editor', 'panel'],
  notifications: ['all', 'whenUnfocused', 'off'],
  desktopNotifications: ['off', 'whenUnfocused'],
  next: ['inbox', 'terminal'],
  foldAgents: ['none', 'stopped', 'idleAndStopped'],
} as const;

/** Settings that are numbers, with their default and bounds. */
export const NUMBERS = {
  'terminal.handOverAfterSeconds': { usual: DEFAULT_HOLD_SECONDS, least: 5, most: MAX_HOLD_SECONDS },
} as const;

export const SETTINGS_SECTION = 'codexMaster';

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<K extends SettingName> = (typeof SETTINGS)[K][number];

/** The setting as it is now; a value that is none of ours counts as the default. */
export function readSetting<K extends SettingName>(name: K): SettingValue<K> {
  const values: readonly SettingValue<K>[] = SETTINGS[name];
  const raw = workspace.getConfiguration(SETTINGS_SECTION).get<unknown>(name);
  return values.find((value) => value === raw) ?? defaultOf(name);
}

function defaultOf<K extends SettingName>(name: K): SettingValue<K> {
  return SETTINGS[name][0];
}

/** The number as it is set now, within its bounds; what is no number counts as the default. */
export function readNumber(name: keyof typeof NUMBERS): number {
  const { usual, least, most } = NUMBERS[name];
  const raw = workspace.getConfiguration(SETTINGS_SECTION).get<unknown>(name);
  return typeof raw === 'number' && Number.isFinite(raw) ? Math.min(most, Math.max(least, raw)) : usual;
}
