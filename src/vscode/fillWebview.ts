// Fills an editor with one of our pages and the script that makes it live.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageSources } from './webviewPage';

/** `name`: of the page's script in dist/webview and its style in media. */
export function fillWebview(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: string,
  html: (sources: PageSources) => string,
): void {
  const { webview } = panel;
  const uri = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  panel.iconPath = {
    light: uri('media', 'diagram-light.svg'),
    dark: uri('media', 'diagram-dark.svg'),
  };
  webview.options = {
    enableScripts: true,
    localResourceRoots: [uri('dist', 'webview'), uri('media')],
  };
  webview.html = html({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
    scriptUri: webview.asWebviewUri(uri('dist', 'webview', `${name}.js`)).toString(),
    styleUri: webview.asWebviewUri(uri('media', `${name}.css`)).toString(),
  });
}
