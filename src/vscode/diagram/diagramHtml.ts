// The diagram's page.
import { SPEEDS } from '../speeds';
import { livePage, type PageSources } from '../webviewPage';

export function diagramHtml(sources: PageSources): string {
  const body = `${toolbar()}
${pastLine()}
<p id="outage" role="status" hidden></p>
<main id="stage">
  <div id="room" role="application" aria-label="Diagram. Arrow keys go from shape to shape, Enter tells about one, plus, minus and 0 zoom.">
    <div id="picture"></div>
    ${notices()}
  </div>
  ${detailsPane()}
</main>
${legend()}
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<div id="workshop" class="workshop" aria-hidden="true"></div>`;
  return livePage(sources, { title: 'Cluster Diagram', body, attributes: 'data-scene="starting"' });
}

function toolbar(): string {
  const options = SPEEDS.map(
    (speed) => `<vscode-option value="${String(speed)}">×${String(speed)}</vscode-option>`,
  );
  return `<header>
  <vscode-panels id="pictures" activeid="tab-cluster" aria-label="Picture">
    <vscode-panel-tab id="tab-cluster">Cluster</vscode-panel-tab>
    <vscode-panel-tab id="tab-components">Components</vscode-panel-tab>
    <vscode-panel-tab id="tab-placement">Control plane and worker</vscode-panel-tab>
    <vscode-panel-tab id="tab-traffic">Traffic</vscode-panel-tab>
    <vscode-panel-view></vscode-panel-view>
    <vscode-panel-view></vscode-panel-view>
    <vscode-panel-view></vscode-panel-view>
    <vscode-panel-view></vscode-panel-view>
  </vscode-panels>
  <div class="time" role="group" aria-label="The cluster's time">
    <span id="clock" title="Time since the cluster started"></span>
    <vscode-button id="play" appearance="icon">
      ${icon('resume', 'M4 2.5v11l9-5.5z')}${icon('pause', 'M4 3h3v10H4zM9 3h3v10H9z')}
    </vscode-button>
    ${button('step', 'Step to the next event', 'M3 2.5v11l7-5.5zM11 3h2v10h-2z')}
    <vscode-dropdown id="speed" aria-label="Speed" title="How fast the cluster's time runs">${options.join('')}</vscode-dropdown>
  </div>
  <div class="zoom" role="group" aria-label="Zoom">
    ${button('zoom-out', 'Zoom out (-)', 'M3 7.25h10v1.5H3z')}
    ${button('zoom-in', 'Zoom in (+)', 'M7.25 3h1.5v4.25H13v1.5H8.75V13h-1.5V8.75H3v-1.5h4.25z')}
    ${button('zoom-fit', 'Show the whole picture (0)', 'M2 2h5v1.5H3.5V7H2zM9 2h5v5h-1.5V3.5H9zM2 9h1.5v3.5H7V14H2zM12.5 9H14v5H9v-1.5h3.5z')}
  </div>
</header>`;
}

function button(id: string, title: string, path: string): string {
  return `<vscode-button id="${id}" appearance="icon" title="${title}" aria-label="${title}">${icon(id, path)}</vscode-button>`;
}

function icon(name: string, path: string): string {
  return `<svg class="icon icon-${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${path}"/></svg>`;
}

function pastLine(): string {
  return `<section id="past" aria-label="Looking back" hidden>
  <p id="past-text" role="status"></p>
  <vscode-button id="continue">Continue from Here</vscode-button>
  <vscode-button id="return" appearance="secondary">Return to Now</vscode-button>
</section>`;
}

function notices(): string {
  return `<section class="notice" id="stopped">
      <h2>No cluster is running</h2>
      <p>Start one to see its nodes and pods here. It runs inside VS Code: nothing else is installed.</p>
      <vscode-button id="start">Start Cluster</vscode-button>
    </section>
    <section class="notice" id="starting">
      <vscode-progress-ring></vscode-progress-ring>
      <p id="starting-text"></p>
    </section>
    <section class="notice" id="failed" role="alert">
      <h2>The diagram cannot be shown</h2>
      <p id="failed-text"></p>
      <p>The cluster itself goes on. Close this editor and open the diagram again; if that does not help, please report it with the text above.</p>
    </section>`;
}

function detailsPane(): string {
  return `<aside id="details" hidden aria-labelledby="details-title">
    <div class="details-head">
      <h2 id="details-title"></h2>
      ${button('details-close', 'Close', 'M3.5 4.6 4.6 3.5 8 6.9l3.4-3.4 1.1 1.1L9.1 8l3.4 3.4-1.1 1.1L8 9.1l-3.4 3.4-1.1-1.1L6.9 8z')}
    </div>
    <p id="details-state"></p>
    <vscode-button id="details-why" appearance="secondary" title="The chain of what led to it, from the request on">Why is it so?</vscode-button>
    <div id="details-text"></div>
    <vscode-link id="details-link"></vscode-link>
  </aside>`;
}

function legend(): string {
  const entries = [
    ['good', 'running'],
    ['working', 'on its way'],
    ['bad', 'in trouble'],
    ['off', 'ending'],
    ['lost', 'unknown: its node is silent'],
    ['done', 'completed'],
  ] as const;
  const items = entries.map(
    ([state, words]) =>
      `<li><svg class="sample" viewBox="0 0 22 14" width="22" height="14" aria-hidden="true"><g class="shape pod ${state}"><rect x="1.5" y="1.5" width="19" height="11"/></g></svg>${words}</li>`,
  );
  return `<footer><ul aria-label="Legend">${items.join('')}</ul></footer>`;
}
