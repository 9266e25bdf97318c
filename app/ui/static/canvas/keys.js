/**
 * The keyboard: walking along the flow, adding, connecting, moving, deleting. Only while a step has the focus.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Point} Point
 */

import { HEIGHT } from './types.js';

const STEP = 24;
const BURST = 500;

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class Keys {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {{id: string, dx: number, dy: number} | null} */
    this.burst = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    canvas.addEventListener('keydown', (event) => this.press(event));
    canvas.addEventListener('focusin', (event) => canvas.rove(this.idOf(event.target)));
    canvas.addEventListener('focusout', () => this.finish());
  }

  /** @param {EventTarget | null} target */
  idOf(target) {
    const box = target instanceof Element ? target.closest('.flow-node') : null;
    return box instanceof HTMLElement ? (box.dataset.nodeId ?? '') : '';
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const id = this.idOf(event.target);
    if (this.common(event) || !id) return;
    const way = WAYS[event.key];
    if (way && event.altKey) this.nudge(id, way);
    else if (way && !event.ctrlKey && !event.metaKey) this.walk(id, event.key);
    else if (event.key === 'Enter' && this.canvas.linking) this.canvas.linkTo(id);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (this.canvas.readonly) return;
    else if (event.key === 'Delete' || event.key === 'Backspace') this.canvas.removeStep(id);
    else if (event.key === '+' || event.key === 'a') this.canvas.insertAfter(id);
    else if (event.key === 'c') this.canvas.startLink(id);
    else return;
    event.preventDefault();
  }

  /**
   * What works wherever the focus is within the canvas.
   * @param {KeyboardEvent} event
   */
  common(event) {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && key === 'z') this.canvas.tell(event.shiftKey ? 'flow:redo' : 'flow:undo');
    else if (control && key === 'y') this.canvas.tell('flow:redo');
    else if (event.key === 'F6') this.canvas.tell('flow:panel');
    else if (event.key === 'Escape' && this.canvas.linking) this.canvas.endLink(true);
    else if (event.key === 'Delete' && this.canvas.wire && !this.idOf(event.target)) this.canvas.cutWire();
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {string} id @param {string} key */
  walk(id, key) {
    const { graph } = this.canvas;
    if (key === 'ArrowDown') {
      const ports = graph.steps.find((step) => step.id === id)?.ports ?? [];
      for (const port of ports) {
        const edge = graph.edges.find((other) => other.source === id && other.port === port.id);
        if (edge) return this.canvas.focusNode(edge.target);
      }
    } else if (key === 'ArrowUp') {
      const edge = graph.edges.find((other) => other.target === id);
      if (edge) return this.canvas.focusNode(edge.source);
    }
    const near = this.neighbour(id, WAYS[key]);
    if (near) this.canvas.focusNode(near);
  }

  /**
   * The nearest step in a direction; what stands on the same height comes first.
   * @param {string} id
   * @param {[number, number]} way
   */
  neighbour(id, [dx, dy]) {
    const { nodes } = this.canvas.plan;
    const here = /** @type {Point} */ (nodes.get(id));
    let best = '';
    let least = Infinity;
    for (const [other, at] of nodes) {
      const along = (at.x - here.x) * dx + (at.y - here.y) * dy;
      const aside = Math.abs((at.x - here.x) * dy) + Math.abs((at.y - here.y) * dx);
      if (other === id || along < HEIGHT / 4) continue;
      const far = along + 3 * aside;
      if (far < least) [best, least] = [other, far];
    }
    return best;
  }

  /** @param {string} id @param {[number, number]} way */
  nudge(id, [dx, dy]) {
    if (this.canvas.readonly) return;
    if (this.burst?.id !== id) this.finish();
    this.burst ??= { id, dx: 0, dy: 0 };
    this.burst.dx += dx * STEP;
    this.burst.dy += dy * STEP;
    this.canvas.lift(id, this.burst.dx, this.burst.dy);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.finish(), BURST);
  }

  /** One operation for a burst of keys. */
  finish() {
    if (!this.burst) return;
    const { id, dx, dy } = this.burst;
    this.burst = null;
    clearTimeout(this.timer);
    this.canvas.putDown(id, dx, dy);
  }
}
