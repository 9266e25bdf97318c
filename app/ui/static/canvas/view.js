/**
 * Puts a plan on the screen: boxes as HTML, wires in one SVG, a `+` on every wire and at every open end.
 *
 * Elements are kept and changed, never made anew, so that focus stays where it is. Of a large drawing only what is
 * near the frame has elements; what has the focus always has.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Box} Box
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Trace} Trace
 * @typedef {import('./types.js').Types} Types
 * @typedef {import('./node-view.js').Texts} Texts
 * @typedef {object} State what is chosen, found and folded, and the run that is shown
 * @property {Set<string>} picked
 * @property {string} wire
 * @property {Set<string>} found
 * @property {Map<string, number>} folds how many steps are folded away behind a way out, by `step.port`
 * @property {Trace | null} trace
 */

import { attribute, draw, make } from './dom.js';
import { NodeView } from './node-view.js';
import { NotesView } from './notes-view.js';
import { HEIGHT, WIDTH, touches } from './types.js';
import { WiresView } from './wires-view.js';

const MOVING = 220;
const LARGE = 150;
/** Below this scale a step is too small for its summary to be read, and for a `+` beside it. */
const FAR = 0.45;

export class View {
  /**
   * @param {HTMLElement} frame
   * @param {Types} types
   * @param {Texts} texts
   * @param {boolean} readonly
   */
  constructor(frame, types, texts, readonly) {
    this.types = types;
    this.texts = texts;
    this.readonly = readonly;
    this.plane = make('div', 'flow-plane');
    this.svg = draw('svg', 'flow-wires');
    attribute(this.svg, 'aria-hidden', 'true');
    this.boxes = make('div', 'flow-nodes');
    this.wires = new WiresView(this.svg, texts, readonly);
    this.notes = new NotesView(texts);
    this.plane.append(this.notes.layer, this.svg, this.wires.pluses, this.boxes, this.wires.grips);
    this.live = make('div', 'hidden-visually');
    attribute(this.live, 'aria-live', 'polite');
    frame.append(this.plane, this.live);
    /** @type {Map<string, NodeView>} */
    this.nodes = new Map();
    /** @type {{graph: Graph, plan: Plan, state: State} | null} */
    this.shown = null;
    /** @type {Box | null} what was painted last; null for all of it */
    this.area = null;
    /** @type {number | undefined} */
    this.moving = undefined;
  }

  /** A step that always has an element. */
  get pinned() {
    const node = document.activeElement?.closest('.flow-node');
    return node instanceof HTMLElement ? node.dataset.nodeId : undefined;
  }

  /**
   * @param {Graph} graph
   * @param {Plan} plan
   * @param {State} state
   * @param {{animate: boolean, area: Box}} how `area`: what is near the frame
   */
  show(graph, plan, state, { animate, area }) {
    if (animate) {
      this.plane.classList.add('moving');
      clearTimeout(this.moving);
      this.moving = setTimeout(() => this.plane.classList.remove('moving'), MOVING + 40);
    }
    this.shown = { graph, plan, state };
    this.area = plan.nodes.size > LARGE ? area : null;
    this.paint();
  }

  /**
   * The frame shows another part now.
   * @param {Box} seen
   * @param {Box} area what is near it
   * @param {number} scale
   */
  look(seen, area, scale) {
    this.plane.classList.toggle('far', scale < FAR);
    const had = this.area;
    if (!this.shown || !had) return;
    const within = had.left <= seen.left && had.top <= seen.top && had.right >= seen.right && had.bottom >= seen.bottom;
    if (within && area.right - area.left > (had.right - had.left) / 3) return;
    this.area = area;
    this.paint();
  }

  paint() {
    if (!this.shown) return;
    const { graph, plan, state } = this.shown;
    const pinned = this.pinned;
    /** @type {Map<string, Step>} */
    const wanted = new Map();
    for (const step of graph.steps) {
      const at = plan.nodes.get(step.id);
      if (at && (step.id === pinned || this.near(at))) wanted.set(step.id, step);
    }
    for (const [id, view] of this.nodes) {
      if (wanted.has(id)) continue;
      view.box.remove();
      this.nodes.delete(id);
    }
    /** @type {Element | null} */
    let next = this.boxes.firstElementChild;
    for (const [id, step] of wanted) {
      let view = this.nodes.get(id);
      if (!view) {
        view = new NodeView(id, this.texts, this.readonly);
        this.nodes.set(id, view);
      }
      if (view.box === next) next = next.nextElementSibling;
      else this.boxes.insertBefore(view.box, next);
      view.show(step, this.types, plan, state);
      view.move(/** @type {Point} */ (plan.nodes.get(id)));
    }
    this.wires.show(graph, plan, state, this.types, this.area);
    this.notes.show(graph.notes ?? [], state.picked);
  }

  /** @param {Point} at */
  near(at) {
    return !this.area || touches(this.area, { left: at.x, top: at.y, right: at.x + WIDTH, bottom: at.y + HEIGHT });
  }

  /** Makes sure that a step has an element. @param {string} id @returns {NodeView | undefined} */
  need(id) {
    const at = this.shown?.plan.nodes.get(id);
    if (at && this.area && !this.nodes.has(id)) {
      const { left, top, right, bottom } = this.area;
      this.area = {
        left: Math.min(left, at.x),
        top: Math.min(top, at.y),
        right: Math.max(right, at.x),
        bottom: Math.max(bottom, at.y),
      };
      this.paint();
    }
    return this.nodes.get(id);
  }

  /** @param {string} text */
  speak(text) {
    this.live.textContent = text;
  }
}
