// The page of the life of a request.
import { livePage, type PageSources } from '../webviewPage';

export function lifeHtml(sources: PageSources): string {
  return livePage(sources, { title: 'What Happens', body: BODY });
}

const BODY = `<header role="group" aria-label="The cluster's time">
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
<div id="workshop" class="workshop" aria-hidden="true"></div>`;
