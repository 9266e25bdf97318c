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
 * @property {boolean} [creeps] near an edge of the frame the drawing moves along
 */

import { aim, targetAt } from './aim.js';
import { Carry } from './carry.js';
import { Creep } from './creep.js';
import { make } from './dom.js';
import { HEIGHT, WIDTH } from './types.js';
import { portSpot } from './wires.js';

const NUDGE = 4;
/** So long does a finger rest for the menu. Where the browser says so itself (not on iOS), it is quicker. */
const HOLD = 600;
/** What has a click of its own, or is no part of the drawing. */
const OWN =
  '.plus, .flow-folded, .flow-cut, .flow-lead, .flow-more, .flow-noted, .flow-tools, .flow-bar, .flow-menu, .flow-search, .flow-hint, .flow-writing';

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
    /** @type {number | undefined} */
    this.hold = undefined;
    this.creep = new Creep(canvas.viewport, (at) => this.went(at));
    this.marquee = make('div', 'flow-marquee');
    this.marquee.hidden = true;
    canvas.append(this.marquee);
    canvas.addEventListener('pointerdown', (event) => this.press(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', (event) => this.release(event, false));
    canvas.addEventListener('pointercancel', (event) => this.release(event, true));
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    canvas.addEventListener('click', (event) => this.click(event), true);
    // Else a lifted finger plays a mouse, which would take the focus from the menu that it opened.
    canvas.addEventListener('touchend', (event) => this.swallow && event.preventDefault(), { passive: false });
    canvas.addEventListener('keydown', (event) => event.key === 'Escape' && this.cancel());
  }

  /** @param {PointerEvent} event */
  press(event) {
    // A finger's drag ends without a click: the next one is meant.
    this.swallow = false;
    if (event.button > 1 || !(event.target instanceof Element)) return;
    if (event.target.closest(OWN)) return;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.down.size === 2) {
      this.gesture?.stop?.();
      this.gesture = this.began ? null : this.gesture;
      this.pinch();
      return;
    }
    this.from = { x: event.clientX, y: event.clientY };
    this.began = false;
    this.gesture = this.choose(event.target, event);
    if (!event.target.closest('button, .flow-note')) this.canvas.take();
    if (event.pointerType === 'touch' && !this.canvas.readonly) this.rest(event.target, this.from);
    if (event.pointerType !== 'mouse' && !event.target.closest('button')) event.preventDefault();
  }

  /** A finger that rests opens the menu; what it does when it is lifted is no click. @param {Element} target @param {Point} at */
  rest(target, at) {
    clearTimeout(this.hold);
    this.hold = setTimeout(() => {
      if (!this.gesture || this.began) return;
      this.canvas.menu.show(target, at);
      this.swallow = true;
    }, HOLD);
  }

  /** @param {Element} target @param {PointerEvent} event @returns {Gesture} */
  choose(target, event) {
    const { canvas } = this;
    const key = canvas.keys.keyOf(target);
    const port = target.closest('.flow-port');
    const end = target.closest('.flow-end');
    if (event.button === 1 || canvas.readonly) return this.pan(target);
    if (port instanceof HTMLElement) return this.pull(key, port.dataset.port ?? '', null);
    if (end instanceof HTMLElement && canvas.chosenEdge) {
      const edge = canvas.chosenEdge;
      return end.dataset.end === 'source' ? this.pullBack(edge) : this.pull(edge.source, edge.port, edge);
    }
    if (target.closest('.flow-in')) {
      const entering = canvas.graph.edges.filter((edge) => edge.target === key);
      if (entering.length === 1) return this.pull(entering[0].source, entering[0].port, entering[0]);
    }
    if (key) return this.carry(key);
    return event.shiftKey || canvas.selection.several ? this.frame() : this.pan(target);
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
    if (this.gesture.creeps) this.creep.follow(at);
  }

  /** The drawing moved under a pointer that rests. @param {Point} at */
  went(at) {
    this.gesture?.move(at, { x: at.x - this.from.x, y: at.y - this.from.y });
  }

  /** @param {PointerEvent} event @param {boolean} broken */
  release(event, broken) {
    if (!this.down.delete(event.pointerId)) return;
    const gesture = this.gesture;
    if (!gesture || this.down.size) return;
    this.gesture = null;
    clearTimeout(this.hold);
    this.creep.stop();
    const at = { x: event.clientX, y: event.clientY };
    if (broken) gesture.stop?.();
    else if (this.began) gesture.end(at, { x: at.x - this.from.x, y: at.y - this.from.y });
    else gesture.click?.();
    this.swallow = this.began;
  }

  /** Escape breaks a gesture off. */
  cancel() {
    clearTimeout(this.hold);
    this.creep.stop();
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

  /** Moves a step or a note, with all that is picked if it is among it. @param {string} key @returns {Gesture} */
  carry(key) {
    const { canvas } = this;
    const [startX, startY] = [canvas.viewport.x, canvas.viewport.y];
    /** @type {Carry | null} */
    let carry = null;
    // What the view itself moved meanwhile counts too.
    const total = (/** @type {Point} */ by) => {
      const { x, y, k } = canvas.viewport;
      return /** @type {const} */ ([(by.x - x + startX) / k, (by.y - y + startY) / k]);
    };
    return {
      creeps: true,
      move: (_, by) => {
        carry ??= new Carry(canvas, canvas.selection.with(key));
        carry.show(...total(by));
      },
      end: (_, by) => carry?.drop(...total(by)),
      stop: () => carry?.stop(),
    };
  }

  /** A frame around what is to be picked. @returns {Gesture} */
  frame() {
    const { canvas, marquee } = this;
    const kept = new Set(canvas.selection.keys);
    const first = canvas.viewport.toPlane(this.from);
    const done = () => {
      marquee.hidden = true;
    };
    return {
      creeps: true,
      move: (at) => {
        const { x, y, k } = canvas.viewport;
        const last = canvas.viewport.toPlane(at);
        const [left, right] = [Math.min(first.x, last.x), Math.max(first.x, last.x)];
        const [top, bottom] = [Math.min(first.y, last.y), Math.max(first.y, last.y)];
        marquee.hidden = false;
        marquee.style.transform = `translate(${left * k + x}px, ${top * k + y}px)`;
        marquee.style.width = `${(right - left) * k}px`;
        marquee.style.height = `${(bottom - top) * k}px`;
        canvas.selection.frame({ left, top, right, bottom }, kept);
      },
      end: () => {
        done();
        canvas.view.speak(canvas.text('picked_n', { n: String(canvas.selection.keys.size) }));
      },
      stop: () => {
        done();
        canvas.selection.set(kept);
      },
      click: () => canvas.select(''),
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
    const step = /** @type {import('./types.js').Step} */ (canvas.plan.index.steps.get(source));
    const corner = canvas.plan.nodes.get(source) ?? { x: 0, y: 0 };
    const spot = portSpot(step, port);
    const from = { x: corner.x + spot.x, y: corner.y + spot.y };
    const done = () => {
      canvas.view.wires.pulled(null);
      aim(canvas, null);
    };
    return {
      creeps: true,
      move: (at) => {
        const to = canvas.viewport.toPlane(at);
        const middle = (from.y + to.y) / 2;
        canvas.view.wires.pulled([from, { x: from.x, y: middle }, { x: to.x, y: middle }, to]);
        const target = targetAt(canvas, at);
        aim(canvas, target?.node && target.node !== source ? target : null, { source, port });
      },
      end: (at) => {
        done();
        const target = targetAt(canvas, at)?.node;
        const here = canvas.viewport.toPlane(at);
        const position = [Math.round(here.x - WIDTH / 2), Math.round(here.y - HEIGHT / 2)];
        if (edge && target) {
          if (target !== edge.target) canvas.change({ op: 'reconnect', edge: { ...edge }, target });
        } else if (edge) canvas.change({ op: 'disconnect', ...edge, position });
        else if (target) canvas.change({ op: 'connect', source, port, target });
        else canvas.tell('flow:insert', { source, port, at, beside: true });
      },
      stop: done,
      click: () => (edge ? canvas.select(edge.target) : canvas.linking.start(source, port)),
    };
  }

  /** Leads an arrow out of another step: its other end is dragged. @param {Edge} edge @returns {Gesture} */
  pullBack(edge) {
    const { canvas } = this;
    const corner = canvas.plan.nodes.get(edge.target) ?? { x: 0, y: 0 };
    const to = { x: corner.x + WIDTH / 2, y: corner.y };
    const done = () => {
      canvas.view.wires.pulled(null);
      aim(canvas, null);
    };
    /** The way out under the pointer, or the step's first open one. @param {Point} at */
    const way = (at) => {
      const source = targetAt(canvas, at)?.node ?? canvas.keys.idOf(document.elementFromPoint(at.x, at.y));
      const port = document.elementFromPoint(at.x, at.y)?.closest('.flow-port');
      const named = port instanceof HTMLElement ? port.dataset.port : undefined;
      const plain = canvas.plan.index.steps.get(source)?.ports.filter((one) => !one.quiet) ?? [];
      const used = new Set(canvas.plan.index.leaving(source).map((one) => one.port));
      const open = named ?? plain.find((one) => !used.has(one.id))?.id ?? plain[0]?.id;
      return source && open ? { source, port: open } : null;
    };
    return {
      creeps: true,
      move: (at) => {
        const from = canvas.viewport.toPlane(at);
        const middle = (from.y + to.y) / 2;
        canvas.view.wires.pulled([from, { x: from.x, y: middle }, { x: to.x, y: middle }, to]);
        const over = way(at);
        aim(canvas, over ? { node: over.source, key: over.source } : null);
      },
      end: (at) => {
        done();
        const over = way(at);
        const same = over?.source === edge.source && over.port === edge.port;
        if (over && !same) canvas.change({ op: 'reconnect', edge: { ...edge }, ...over });
      },
      stop: done,
    };
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
    if (event.target instanceof Element && event.target.closest('.flow-writing, .flow-menu')) return;
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
