import { ui } from './vscode.ts';

// Test files share their modules: what one leaves of the window, its trust or its language, is not for the next one.
ui.reset();
