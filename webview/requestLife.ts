// The page that shows the life of a request: Mermaid's picture, and the same as a list.
import { MermaidLayout } from './mermaidLayout';
import { byId } from './page';
import type { LifeHostMessage, LifeWebviewMessage } from './protocol';
import { onThemeChange } from './theme';
import './vsCodeApi';

const api = acquireVsCodeApi();
const layout = new MermaidLayout(byId('workshop'));
let shown: LifeHostMessage | undefined;
let drawn = '';
/** A picture is made no smaller than this: then it is scrolled. Its letters have 16 px. */
const SMALLEST_SCALE = 0.75;
/** Pictures are drawn one after the other; of those that come meanwhile only the last. */
let drawing = false;

function post(message: LifeWebviewMessage): void {
  api.postMessage(message);
}

function show(message: LifeHostMessage): void {
  shown = message;
  const isLife = message.type === 'life';
  byId('life').hidden = !isLife;
  byId('nothing').hidden = isLife;
  if (message.type === 'nothing') {
    byId('nothing-text').textContent = message.text;
    return;
  }
  const { life, clock } = message;
  byId('title').textContent = life.title;
  byId('summary').textContent = life.summary;
  byId('clock').textContent = clock.text;
  const play = byId('play');
  play.textContent = clock.playing ? 'Pause' : 'Resume';
  byId('picture').setAttribute('aria-label', `Sequence diagram. ${life.summary}`);
  const items = life.lines.map((line) => {
    const item = document.createElement('li');
    item.textContent = line;
    return item;
  });
  byId('lines').replaceChildren(...items);
  void draw();
}

async function draw(): Promise<void> {
  if (drawing) return;
  drawing = true;
  try {
    while (shown?.type === 'life' && shown.life.mermaid !== drawn) {
      const text = shown.life.mermaid;
      const svg = await layout.render(text);
      // The list beside it says the same in words.
      svg.setAttribute('aria-hidden', 'true');
      svg.style.minWidth = `${String(svg.viewBox.baseVal.width * SMALLEST_SCALE)}px`;
      byId('picture').replaceChildren(svg);
      drawn = text;
    }
  } catch (error) {
    post({ type: 'error', text: error instanceof Error ? error.message : String(error) });
  } finally {
    drawing = false;
  }
}

window.addEventListener('message', ({ data }: MessageEvent<LifeHostMessage>) => {
  show(data);
});
byId('play').addEventListener('click', () => {
  const playing = shown?.type === 'life' && shown.clock.playing;
  post({ type: 'command', command: playing ? 'pause' : 'resume' });
});
byId('step').addEventListener('click', () => {
  post({ type: 'command', command: 'step' });
});
byId('choose').addEventListener('click', () => {
  post({ type: 'command', command: 'showRequestLife' });
});
onThemeChange(() => {
  drawn = '';
  void draw();
});
post({ type: 'ready' });
