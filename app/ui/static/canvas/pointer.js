/**
 * Mouse, finger and pen: moving steps, drawing wires, panning, zooming. One gesture at a time.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {object} Gesture
 * @property {(at: Point, by: Point) => void} move `by`: how far from its beginning, in pixels of the screen
 * @property {(at: Point, by: Point) => void} end
 * @property {() => void} [stop] it was broken off
 * @property {() => void} [click] the pointer never really moved
 */

import { HEIGHT, WIDTH } from './types.js';
import { portSpot } from './wires.js';

const NUDGE = 4;
const EDGE = 44;

export class Pointers {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {Map<number, Point>} */
    this.down = new Map();
    /** @type {Gesture | null} */
    this.gesture = null;
    this.from = { x: 0, y: 0 };
    this.began = false;
    this.swallow = false;
    canvas.addEventListener('pointerdown', (event) => this.press(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', (event) => this.release(event, false));
    canvas.addEventListener('pointercancel', (event) => this.release(event, true));
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    canvas.addEventListener('click', (event) => this.click(event), true);
    canvas.addEventListener('keydown', (event) => event.key === 'Escape' && this.cancel());
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button > 1 || !(event.target instanceof Element)) return;
    if (event.target.closest('.plus, .flow-cut, .flow-tools, .flow-empty')) return;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.swallow = false;
    if (this.down.size === 2) {
      this.gesture?.stop?.();
      this.gesture = this.began ? null : this.gesture;
      this.pinch();
      return;
    }
    this.from = { x: event.clientX, y: event.clientY };
    this.began = false;
    this.gesture = this.choose(event.target, event.button === 1);
    if (event.pointerType !== 'mouse' && !event.target.closest('button')) event.preventDefault();
  }

  /** @param {Element} target @param {boolean} middle @returns {Gesture} */
  choose(target, middle) {
    const node = target.closest('.flow-node');
    const id = node instanceof HTMLElement ? (node.dataset.nodeId ?? '') : '';
    const port = target.closest('.flow-port');
    const { canvas } = this;
    if (!middle && !canvas.readonly) {
      if (port instanceof HTMLElement) return this.pull(id, port.dataset.port ?? '', null);
      if (target.closest('.flow-in')) {
        const entering = canvas.graph.edges.filter((edge) => edge.target === id);
        if (entering.length === 1) return this.pull(entering[0].source, entering[0].port, entering[0]);
      }
      if (id) return this.carry(id);
    }
    return this.pan(target);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.down.has(event.pointerId)) return;
    const before = /** @type {Point} */ (this.down.get(event.pointerId));
    const at = { x: event.clientX, y: event.clientY };
    if (this.down.size === 2) this.spread(event.pointerId, before, at);
    this.down.set(event.pointerId, at);
    if (!this.gesture || this.down.size > 1) return;
    const by = { x: at.x - this.from.x, y: at.y - this.from.y };
    if (!this.began) {
      if (Math.hypot(by.x, by.y) < NUDGE) return;
      this.began = true;
      this.canvas.setPointerCapture(event.pointerId);
    }
    this.gesture.move(at, by);
  }

  /** @param {PointerEvent} event @param {boolean} broken */
  release(event, broken) {
    if (!this.down.delete(event.pointerId)) return;
    const gesture = this.gesture;
    if (!gesture || this.down.size) return;
    this.gesture = null;
    const at = { x: event.clientX, y: event.clientY };
    if (broken) gesture.stop?.();
    else if (this.began) gesture.end(at, { x: at.x - this.from.x, y: at.y - this.from.y });
    else gesture.click?.();
    this.swallow = this.began;
  }

  /** Escape breaks a gesture off. */
  cancel() {
    this.gesture?.stop?.();
    this.gesture = null;
    this.down.clear();
  }

  /** A click that ends a drag is none. @param {MouseEvent} event */
  click(event) {
    if (!this.swallow) return;
    this.swallow = false;
    event.stopPropagation();
    event.preventDefault();
  }

  /** @param {Element} target @returns {Gesture} */
  pan(target) {
    const { canvas } = this;
    let last = this.from;
    return {
      move: (at) => {
        canvas.viewport.pan(at.x - last.x, at.y - last.y);
        last = at;
      },
      end: () => {},
      click: () => {
        const key = target instanceof SVGElement ? target.dataset.edge : undefined;
        if (key) canvas.chooseWire(key);
        else if (!target.closest('.flow-node')) canvas.select('');
      },
    };
  }

  /** Moves a step. @param {string} id @returns {Gesture} */
  carry(id) {
    const { canvas } = this;
    const scaled = (/** @type {Point} */ by) => [by.x / canvas.viewport.k, by.y / canvas.viewport.k];
    const [startX, startY] = [canvas.viewport.x, canvas.viewport.y];
    // What the view itself moved meanwhile counts too.
    const total = (/** @type {Point} */ by) =>
      scaled({ x: by.x - canvas.viewport.x + startX, y: by.y - canvas.viewport.y + startY });
    return {
      move: (at, by) => {
        this.creep(at);
        const [dx, dy] = total(by);
        canvas.lift(id, dx, dy);
      },
      end: (_, by) => {
        const [dx, dy] = total(by);
        canvas.putDown(id, dx, dy);
      },
      stop: () => canvas.lift(id, 0, 0),
    };
  }

  /**
   * Draws a wire out of a port, or leads one that is there elsewhere.
   * @param {string} source
   * @param {string} port
   * @param {Edge | null} edge
   * @returns {Gesture}
   */
  pull(source, port, edge) {
    const { canvas } = this;
    const step = /** @type {import('./types.js').Step} */ (canvas.graph.steps.find((s) => s.id === source));
    const corner = canvas.plan.nodes.get(source) ?? { x: 0, y: 0 };
    const spot = portSpot(step, port);
    const from = { x: corner.x + spot.x, y: corner.y + spot.y };
    const done = () => {
      canvas.view.pulled(null);
      canvas.aim(null);
    };
    return {
      move: (at) => {
        this.creep(at);
        const to = canvas.viewport.toPlane(at);
        const middle = (from.y + to.y) / 2;
        canvas.view.pulled([from, { x: from.x, y: middle }, { x: to.x, y: middle }, to]);
        const target = canvas.targetAt(at);
        canvas.aim(target?.node && target.node !== source ? target : null, { source, port });
      },
      end: (at) => {
        done();
        const target = canvas.targetAt(at)?.node;
        const here = canvas.viewport.toPlane(at);
        const position = [Math.round(here.x - WIDTH / 2), Math.round(here.y - HEIGHT / 2)];
        if (edge && target) {
          if (target !== edge.target) canvas.change({ op: 'reconnect', edge, target });
        } else if (edge) canvas.change({ op: 'disconnect', ...edge, position });
        else if (target) canvas.change({ op: 'connect', source, port, target });
        else canvas.tell('flow:insert', { source, port, at });
      },
      stop: done,
      click: () => (edge ? canvas.select(edge.target) : canvas.startLink(source, port)),
    };
  }

  /** Near an edge of the frame the drawing moves along. @param {Point} at */
  creep(at) {
    const box = this.canvas.getBoundingClientRect();
    const dx = at.x < box.left + EDGE ? 8 : at.x > box.right - EDGE ? -8 : 0;
    const dy = at.y < box.top + EDGE ? 8 : at.y > box.bottom - EDGE ? -8 : 0;
    if (dx || dy) this.canvas.viewport.pan(dx, dy);
  }

  /** Two fingers: whatever one had begun is over. */
  pinch() {
    this.gesture = { move: () => {}, end: () => {} };
    this.began = true;
  }

  /** @param {number} id @param {Point} before @param {Point} at */
  spread(id, before, at) {
    const other = [...this.down].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y) || 1;
    const is = Math.hypot(at.x - other.x, at.y - other.y) || 1;
    this.canvas.viewport.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.canvas.viewport.zoom(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      this.canvas.viewport.zoom(Math.exp(-event.deltaY * unit * 0.004), { x: event.clientX, y: event.clientY });
    } else {
      const [dx, dy] = event.shiftKey && !event.deltaX ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.canvas.viewport.pan(-dx * unit, -dy * unit);
    }
  }
}
