import { randomBytes } from 'node:crypto';
import { env, Uri } from 'vscode';
import type { Webview } from 'vscode';

/** Where the bundles of webviews lie, and the only place that they may load from. */
export function webviewRoot(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The bundles of `webview/`. */
export type WebviewBundle = 'assign' | 'page' | 'timeline';

/** The page around a bundle: nothing may run or load but that one script and style sheet. */
export function webviewHtml(
  webview: Webview,
  extensionUri: Uri,
  bundle: WebviewBundle,
  title: string,
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
<main id="page" aria-busy="true"></main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
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
