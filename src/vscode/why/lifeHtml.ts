// The page of the life of a request. Its policy lets in our own script and style only; styles inside
// of the page are allowed because Mermaid writes them into its pictures.
import type { PageSources } from '../diagram/diagramHtml';

export function lifeHtml({ cspSource, nonce, scriptUri, styleUri }: PageSources): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `img-src ${cspSource}`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styleUri}">
<title>What Happens</title>
</head>
<body>
<header role="group" aria-label="The cluster's time">
  <span id="clock" title="Time since the cluster started"></span>
  <button id="play">Pause</button>
  <button id="step">Step</button>
  <button id="choose">Another Request…</button>
</header>
<main id="life" hidden>
  <h1 id="title"></h1>
  <p id="summary" role="status"></p>
  <div id="picture" role="img" tabindex="0"></div>
  <h2>Step by step</h2>
  <ol id="lines"></ol>
</main>
<section id="nothing">
  <p id="nothing-text">Reading what has happened…</p>
</section>
<div id="workshop" class="workshop" aria-hidden="true"></div>
<script type="module" nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
