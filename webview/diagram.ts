// The diagram's page: shows the scenes that the host sends, and tells the host what the learner does.
import { Announcer, ShapeFocus } from './accessibility';
import { Controls } from './controls';
import { DetailsPane } from './detailsPane';
import { MermaidLayout } from './mermaidLayout';
import { byId } from './page';
import { PanZoom } from './panZoom';
import type {
  DiagramCommand,
  Canvas,
  DiagramTarget,
  HostMessage,
  PictureId,
  Scene,
  ShapeDetails,
  Viewpoint,
  WebviewMessage,
} from './protocol';
import { Renderer, type Drawn } from './render';
import type { ShapeView } from './shapeView';
import { onThemeChange } from './theme';
import { registerToolkit } from './toolkit';
import { ViewMemory } from './viewMemory';

/** Buttons outside of the toolbar, and what each asks the host for. */
const BUTTONS: readonly (readonly [id: string, command: DiagramCommand])[] = [
  ['start', 'start'],
  ['continue', 'continueFromHere'],
  ['return', 'returnToNow'],
];

class DiagramPage {
  readonly #api = acquireVsCodeApi();
  readonly #room = byId('room');
  readonly #panZoom = new PanZoom(this.#room, (viewpoint) => {
    this.#save(viewpoint);
  });
  readonly #focus = new ShapeFocus(this.#room, (element) => {
    this.#panZoom.reveal(element);
  });
  readonly #announcer = new Announcer(byId('live'));
  readonly #layout = new MermaidLayout(byId('workshop'));
  readonly #renderer = new Renderer(byId('picture'), this.#layout, {
    laidOut: (drawn) => {
      document.body.dataset['scene'] = 'picture';
      this.#panZoom.attach(drawn.svg);
      this.#placeDetails();
    },
    updated: (drawn, changes) => {
      this.#focus.update(drawn);
      this.#markChosen(drawn);
      this.#announcer.tell(drawn.model, changes);
    },
    failed: (error) => {
      this.#fail(error);
    },
  });
  readonly #details = new DetailsPane({
    close: () => {
      this.#choose(undefined);
    },
    why: () => {
      this.#post({ type: 'why' });
    },
    link: (href) => {
      this.#post({ type: 'link', href });
    },
  });
  readonly #controls = new Controls({
    picture: (picture) => {
      this.#showPicture(picture);
    },
    command: (command) => {
      this.#post({ type: 'command', command });
    },
    speed: (speed) => {
      this.#post({ type: 'speed', speed });
    },
    zoom: (how) => {
      if (how === 'in') this.#panZoom.zoomIn();
      else if (how === 'out') this.#panZoom.zoomOut();
      else this.#panZoom.fit();
    },
  });
  readonly #memory = new ViewMemory(this.#api);
  #chosenKey: string | undefined;

  start(): void {
    const { picture, viewpoint } = this.#memory.view;
    this.#controls.showPicture(picture);
    this.#panZoom.restore(viewpoint);
    this.#listen();
    this.#show({ type: 'starting', text: 'Drawing the cluster…' });
    this.#post({ type: 'ready', picture, canvas: this.#canvas() });
    this.#layout.preload().catch((error: unknown) => {
      this.#fail(error);
    });
  }

  #listen(): void {
    window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
      this.#receive(data);
    });
    window.addEventListener('error', (event) => {
      this.#fail(event.error ?? event.message);
    });
    window.addEventListener('unhandledrejection', (event) => {
      this.#fail(event.reason);
    });
    this.#room.addEventListener('click', (event) => {
      this.#click(event.target);
    });
    this.#room.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#choose(undefined);
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      this.#click(event.target);
    });
    for (const [id, command] of BUTTONS) {
      byId(id).addEventListener('click', () => {
        this.#post({ type: 'command', command });
      });
    }
    this.#watchSize();
    onThemeChange(() => {
      this.#renderer.redraw();
    });
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'scene':
        this.#show(message.scene);
        return;
      case 'picture':
        this.#controls.showPicture(message.picture);
        this.#showPicture(message.picture);
        return;
      case 'view': {
        const { picture, viewpoint } = message.view;
        this.#controls.showPicture(picture);
        this.#showPicture(picture);
        this.#panZoom.restore(viewpoint);
        this.#memory.view = message.view;
      }
    }
  }

  /** The host is told when the room has come to rest. */
  #watchSize(): void {
    let timer = 0;
    new ResizeObserver(() => {
      this.#placeDetails();
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        this.#post({ type: 'canvas', canvas: this.#canvas() });
      }, 200);
    }).observe(byId('stage'));
  }

  /** Without what the details take of it: a click is no reason to arrange everything anew. */
  #canvas(): Canvas {
    const { clientWidth, clientHeight } = byId('stage');
    return { width: clientWidth, height: clientHeight };
  }

  #show(scene: Scene): void {
    // What was there stands until the first picture is drawn.
    const drawn = this.#renderer.drawn !== undefined;
    if (scene.type !== 'picture' || drawn) document.body.dataset['scene'] = scene.type;
    this.#controls.showClock(scene.type === 'picture' ? scene.clock : undefined);
    this.#showDetails(scene.type === 'picture' ? scene.details : undefined);
    this.#showPast(scene.type === 'picture' ? scene.past : undefined);
    this.#showOutage(scene.type === 'picture' ? scene.notice : undefined);
    switch (scene.type) {
      case 'picture':
        // A picture that was asked for before another was chosen comes too late.
        if (scene.model.picture === this.#memory.view.picture) this.#renderer.show(scene.model);
        return;
      case 'stopped':
        this.#renderer.clear();
        return;
      case 'starting':
        byId('starting-text').textContent = scene.text;
        return;
      case 'failed':
        byId('failed-text').textContent = scene.text;
    }
  }

  #showPast(past = ''): void {
    const text = byId('past-text');
    if (text.textContent === past) return;
    text.textContent = past;
    byId('past').hidden = past === '';
    document.body.classList.toggle('past', past !== '');
  }

  #showOutage(notice = ''): void {
    const line = byId('outage');
    if (line.textContent === notice) return;
    line.textContent = notice;
    line.hidden = notice === '';
    document.body.classList.toggle('outage', notice !== '');
  }

  #showDetails(details: ShapeDetails | undefined): void {
    if (this.#details.show(details)) this.#placeDetails();
  }

  #placeDetails(): void {
    this.#details.place(this.#panZoom.pictureSize, this.#canvas());
    this.#panZoom.resized();
  }

  #showPicture(picture: PictureId): void {
    if (picture === this.#memory.view.picture) return;
    this.#memory.view = { picture };
    this.#panZoom.restore(undefined);
    this.#choose(undefined);
    this.#post({ type: 'picture', picture });
  }

  #click(target: EventTarget | null): void {
    if (this.#panZoom.dragged) return;
    const content = this.#shapeAt(target)?.content;
    this.#choose(content?.target, content?.key);
  }

  #shapeAt(target: EventTarget | null): ShapeView | undefined {
    const group = target instanceof Element ? target.closest('g.shape') : null;
    const shapes = [...(this.#renderer.drawn?.shapes.values() ?? [])];
    return shapes.find((shape) => shape.group === group);
  }

  #choose(target: DiagramTarget | undefined, key?: string): void {
    if (target === undefined && this.#chosenKey === undefined) return;
    this.#chosenKey = target === undefined ? undefined : key;
    if (target === undefined) this.#showDetails(undefined);
    if (this.#renderer.drawn !== undefined) this.#markChosen(this.#renderer.drawn);
    this.#post({ type: 'select', target });
  }

  #markChosen(drawn: Drawn): void {
    for (const { group, content } of drawn.shapes.values()) {
      const chosen = content !== undefined && content.key === this.#chosenKey;
      if (group.classList.contains('selected') !== chosen) {
        group.classList.toggle('selected', chosen);
      }
    }
  }

  #save(viewpoint: Viewpoint | undefined): void {
    const { picture } = this.#memory.view;
    this.#memory.view = viewpoint === undefined ? { picture } : { picture, viewpoint };
  }

  /** Never a blank page: what went wrong is said, and the host is told for its log. */
  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    // Harmless: an observer had more to tell than fits in one frame.
    if (text.includes('ResizeObserver')) return;
    this.#show({ type: 'failed', text });
    const stack = error instanceof Error ? (error.stack ?? text) : text;
    this.#post({ type: 'error', text: stack });
  }

  #post(message: WebviewMessage): void {
    this.#api.postMessage(message);
  }
}

registerToolkit();
new DiagramPage().start();
