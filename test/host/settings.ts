/** VS Code settings as in a settings.json. */
export type Settings = Readonly<Record<string, unknown>>;

export type Theme = 'light' | 'dark';

const themeNames: Record<Theme, string> = { light: 'Light Modern', dark: 'Dark Modern' };

/** What tests and pictures need of a window: quiet, no network, the same everywhere, terminal text in the DOM. */
export function settingsForTests(theme: Theme = 'dark'): Settings {
  return {
    'workbench.colorTheme': themeNames[theme],
    'window.autoDetectColorScheme': false,
    'workbench.startupEditor': 'none',
    'workbench.welcomePage.walkthroughs.openOnInstall': false,
    'workbench.tips.enabled': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.enableExperiments': false,
    'workbench.layoutControl.enabled': false,
    'window.commandCenter': false,
    'chat.disableAIFeatures': true,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'extensions.autoCheckUpdates': false,
    'extensions.autoUpdate': false,
    'extensions.ignoreRecommendations': true,
    'security.workspace.trust.enabled': false,
    'git.openRepositoryInParentFolders': 'never',
    'terminal.integrated.gpuAcceleration': 'off',
    'terminal.integrated.fontFamily': "'DejaVu Sans Mono', monospace",
    'terminal.integrated.shellIntegration.enabled': false,
    'terminal.integrated.enablePersistentSessions': false,
    'terminal.integrated.cursorBlinking': false,
    'editor.cursorBlinking': 'solid',
  };
}
