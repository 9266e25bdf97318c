/**
 * The small buttons in the corner of the canvas: everything that a wheel, two fingers or a key does, for one click each.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 */

import { attribute, button, draw, make } from './dom.js';

/** Shapes in a square of 20. */
const SHAPES = {
  zoom_out: 'M4 10h12',
  zoom_in: 'M4 10h12M10 4v12',
  fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  find: 'M9 3.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M13 13l4 4',
  several: 'M3 3h3M9 3h3M15 3h2v2M17 8v3M3 8v3M3 14v3h3M9 10l8 3l-3.5 1.5L12 18z',
  note_add: 'M4 3h12v9l-5 5H4zM11 17v-5h5',
  overview: 'M3 4h14v12H3zM10 9h5v5h-5z',
};

export class Tools {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {Map<string, HTMLButtonElement>} */
    this.buttons = new Map();
    const bar = make('div', 'flow-tools');
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', canvas.text('view'));
    const middle = () => {
      const box = canvas.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    };
    /** @type {[keyof SHAPES, () => void][]} */
    const all = [
      ['zoom_out', () => canvas.viewport.zoom(0.8, middle())],
      ['zoom_in', () => canvas.viewport.zoom(1.25, middle())],
      ['fit', () => canvas.fit()],
      ['find', () => canvas.search.open()],
      ['overview', () => canvas.overview.toggle()],
    ];
    if (!canvas.readonly) {
      all.push(['several', () => this.several()], ['note_add', () => canvas.selection.writeAt(canvas.viewport.middle())]);
    }
    for (const [name, work] of all) {
      const element = button('flow-tool', '', canvas.text(name));
      const icon = draw('svg', 'flow-sign');
      attribute(icon, 'viewBox', '0 0 20 20');
      attribute(icon, 'aria-hidden', 'true');
      const shape = draw('path', '');
      attribute(shape, 'd', SHAPES[name]);
      icon.append(shape);
      element.prepend(icon);
      element.tabIndex = 0;
      element.title = canvas.text(name);
      element.addEventListener('click', work);
      this.buttons.set(name, element);
      bar.append(element);
    }
    this.pressed('overview', canvas.overview.shown);
    if (!canvas.readonly) this.pressed('several', false);
    this.line = make('p', 'flow-hint');
    this.line.hidden = true;
    this.words = make('span');
    const away = make('button', 'small', canvas.text('cancel'));
    away.type = 'button';
    away.addEventListener('click', () => canvas.linking.end(true));
    this.line.append(this.words, away);
    canvas.append(bar, this.line);
  }

  /** @param {string} name @param {boolean} on */
  pressed(name, on) {
    this.buttons.get(name)?.setAttribute('aria-pressed', String(on));
  }

  several() {
    const { selection } = this.canvas;
    selection.several = !selection.several;
    this.pressed('several', selection.several);
    this.canvas.classList.toggle('several', selection.several);
  }

  /** @param {string} text */
  hint(text) {
    this.line.hidden = !text;
    this.words.textContent = text;
  }
}
