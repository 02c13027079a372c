// The toolbar: which picture, the cluster's time, zoom. Shows the clock, tells what was asked for.
import { PICTURES, type ClockState, type DiagramCommand, type PictureId } from './protocol';
import { byId } from './page';

export interface ControlEvents {
  picture(picture: PictureId): void;
  command(command: DiagramCommand): void;
  speed(speed: number): void;
  zoom(how: 'in' | 'out' | 'fit'): void;
}

/** What of the toolkit's elements is used here. */
interface Choice extends HTMLElement {
  value: string;
}
interface Tabs extends HTMLElement {
  activeid: string;
}

export class Controls {
  readonly #play = byId('play');
  readonly #step = byId('step');
  readonly #speed = byId<Choice>('speed');
  readonly #clock = byId('clock');
  readonly #tabs = byId<Tabs>('pictures');
  #playing = false;

  constructor(events: ControlEvents) {
    this.#tabs.addEventListener('change', () => {
      const chosen = PICTURES.find((picture) => this.#tabs.activeid === `tab-${picture}`);
      if (chosen !== undefined) events.picture(chosen);
    });
    this.#play.addEventListener('click', () => {
      events.command(this.#playing ? 'pause' : 'resume');
    });
    this.#step.addEventListener('click', () => {
      events.command('step');
    });
    this.#speed.addEventListener('change', () => {
      const speed = Number(this.#speed.value);
      if (speed > 0) events.speed(speed);
    });
    for (const how of ['in', 'out', 'fit'] as const) {
      byId(`zoom-${how}`).addEventListener('click', () => {
        events.zoom(how);
      });
    }
  }

  showPicture(picture: PictureId): void {
    const id = `tab-${picture}`;
    if (this.#tabs.activeid !== id) this.#tabs.activeid = id;
  }

  /** Undefined: no cluster runs, so its time cannot be moved. */
  showClock(clock: ClockState | undefined): void {
    document.body.dataset['clock'] = clock === undefined ? 'none' : 'runs';
    if (clock === undefined) return;
    if (this.#clock.textContent !== clock.text) this.#clock.textContent = clock.text;
    if (this.#playing !== clock.playing || this.#play.title === '')
      this.#showPlaying(clock.playing);
    const speed = String(clock.speed);
    if (this.#speed.value !== speed) this.#showSpeed(speed);
  }

  #showPlaying(playing: boolean): void {
    this.#playing = playing;
    const words = playing ? "Pause the cluster's time" : "Resume the cluster's time";
    this.#play.title = words;
    this.#play.setAttribute('aria-label', words);
    this.#play.classList.toggle('playing', playing);
  }

  /** A speed that was set elsewhere may be none of those offered here. */
  #showSpeed(speed: string): void {
    if (this.#speed.querySelector(`[value="${speed}"]`) === null) {
      const option = document.createElement('vscode-option');
      option.setAttribute('value', speed);
      option.textContent = `×${speed}`;
      this.#speed.append(option);
    }
    this.#speed.value = speed;
  }
}
