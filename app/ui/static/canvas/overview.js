/**
 * The drawing, small, with the part that is in the frame: a press or a drag on it goes there. Of a very long one it
 * shows as much around the frame as can still be told apart.
 *
 * It shows nothing that the drawing does not say, and everything it does the keyboard does by walking and searching,
 * so it is hidden from screen readers.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Box} Box
 */

import { attribute, draw, make } from './dom.js';
import { HEIGHT, NOTE_HEIGHT, NOTE_WIDTH, WIDTH } from './types.js';

/** From so many steps on it is there unasked. */
const LARGE = 20;
const MARGIN = 60;
/** As much of the drawing it shows, in its own pixels. */
const MOST = { x: 12000, y: 9000 };

export class Overview {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {boolean | null} null: as large as the drawing wants it */
    this.wanted = null;
    this.box = make('div', 'flow-overview');
    attribute(this.box, 'aria-hidden', 'true');
    this.svg = draw('svg', '');
    this.paths = ['trigger', 'condition', 'action', 'note'].map((kind) => draw('path', `flow-small ${kind}`));
    this.here = draw('rect', 'flow-here');
    this.svg.append(...this.paths, this.here);
    this.box.append(this.svg);
    canvas.append(this.box);
    this.whole = canvas.plan.box;
    this.held = false;
    this.box.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      this.box.setPointerCapture(event.pointerId);
      this.held = true;
      this.go(event);
    });
    this.box.addEventListener('pointermove', (event) => this.held && this.go(event));
    this.box.addEventListener('lostpointercapture', () => {
      this.held = false;
      this.look(canvas.viewport.seen());
    });
  }

  get shown() {
    return !this.box.hidden;
  }

  toggle() {
    this.wanted = !this.shown;
    this.show(this.canvas.plan, this.canvas.graph);
  }

  /** @param {Plan} plan @param {Graph} graph */
  show(plan, graph) {
    this.box.hidden = !(this.wanted ?? plan.nodes.size >= LARGE);
    this.canvas.tools?.pressed('overview', this.shown);
    if (!this.shown) return;
    const parts = ['', '', '', ''];
    for (const [id, { x, y }] of plan.nodes) {
      const kind = this.canvas.types[plan.index.steps.get(id)?.type ?? '']?.kind ?? 'action';
      parts[['trigger', 'condition', 'action'].indexOf(kind)] += `M${x} ${y}h${WIDTH}v${HEIGHT}h${-WIDTH}z`;
    }
    for (const { position: [x, y] } of graph.notes ?? []) {
      parts[3] += `M${x} ${y}h${NOTE_WIDTH}v${NOTE_HEIGHT}h${-NOTE_WIDTH}z`;
    }
    this.paths.forEach((path, n) => attribute(path, 'd', parts[n] || null));
    this.whole = plan.box;
    this.look(this.canvas.viewport.seen());
  }

  /** @param {Box} seen */
  look({ left, top, right, bottom }) {
    if (!this.shown) return;
    // While it is dragged on, what it shows stays: else it would run away under the pointer.
    if (!this.held) {
      const [x, width] = part(this.whole.left, this.whole.right, (left + right) / 2, MOST.x);
      const [y, height] = part(this.whole.top, this.whole.bottom, (top + bottom) / 2, MOST.y);
      attribute(this.svg, 'viewBox', `${x} ${y} ${width} ${height}`);
    }
    attribute(this.here, 'x', String(left));
    attribute(this.here, 'y', String(top));
    attribute(this.here, 'width', String(Math.max(0, right - left)));
    attribute(this.here, 'height', String(Math.max(0, bottom - top)));
  }

  /** @param {PointerEvent} event */
  go(event) {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    this.canvas.viewport.centre({ x: at.x, y: at.y });
  }
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} middle is within, where not all is shown
 * @param {number} most
 * @returns {[number, number]} where it begins and how long it is
 */
function part(low, high, middle, most) {
  const length = Math.min(high - low + 2 * MARGIN, most);
  const first = Math.max(low - MARGIN, Math.min(middle - length / 2, high + MARGIN - length));
  return [Math.round(first), Math.round(length)];
}
