import { randomBytes } from 'node:crypto';
import { env, l10n, Uri } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { COMMANDS } from '../../commands.ts';

/** Where the bundles of webviews lie, and the only place that they may load from. */
export function webviewRoot(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The bundles of `webview/`. */
export type WebviewBundle = 'assign' | 'page' | 'timeline';

/** The page around a bundle: nothing may run or load but that one script and style sheet. */
export function webviewHtml(
  { webview, viewType, title }: WebviewPanel,
  extensionUri: Uri,
  bundle: WebviewBundle,
): string {
  const root = webviewRoot(extensionUri);
  const script = webview.asWebviewUri(Uri.joinPath(root, `${bundle}.js`)).toString();
  const style = webview.asWebviewUri(Uri.joinPath(root, `${bundle}.css`)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(env.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<main id="page" aria-busy="true"${dataAttributes(lostData(viewType, bundle))}></main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

/** What a page says and does when nobody answers it any more: it cannot ask for that then. */
function lostData(viewType: string, bundle: WebviewBundle): Readonly<Record<string, string>> {
  const lost =
    bundle === 'assign'
      ? l10n.t(
          'Nobody answers this form any more: VS Code started the panel again. Open the form again; what you wrote comes with it.',
        )
      : l10n.t(
          'This page is not kept up to date any more: VS Code started the panel again. Open the page again.',
        );
  return { kind: viewType, lost, reopen: l10n.t('Open Again'), 'reopen-command': COMMANDS.reopenPage };
}

function dataAttributes(data: Readonly<Record<string, string>>): string {
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('');
}

/** Text as it may stand in HTML, in attributes too. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
