/**
 * Puts a plan on the screen: boxes as HTML, wires in one SVG, a `+` on every wire and at every open end.
 * Elements are kept and changed, never made anew, so that focus stays where it is.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Wire} Wire
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Trace} Trace
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {import('./node-view.js').Texts} Texts
 * @typedef {{chosen: string, wire: string, trace: Trace | null}} State what is chosen, and the run that is shown
 */

import { attribute, button, draw, make, say } from './dom.js';
import { NodeView } from './node-view.js';
import { edgeKey } from './types.js';
import { pathOf } from './wires.js';

const MOVING = 220;

export class View {
  /**
   * @param {HTMLElement} frame
   * @param {Record<string, NodeType>} types
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
    this.lines = draw('g', '');
    this.pull = draw('path', 'flow-pull');
    this.svg.append(this.lines, this.pull);
    this.boxes = make('div', 'flow-nodes');
    this.pluses = make('div', 'flow-pluses');
    this.cut = button('flow-cut', '×', texts('disconnect'));
    this.cut.title = texts('disconnect');
    this.plane.append(this.svg, this.pluses, this.boxes, this.cut);
    this.live = make('div', 'hidden-visually');
    attribute(this.live, 'aria-live', 'polite');
    frame.append(this.plane, this.live);
    /** @type {Map<string, NodeView>} */
    this.nodes = new Map();
    /** @type {Map<string, {line: SVGPathElement, hit: SVGPathElement}>} */
    this.wires = new Map();
    /** @type {Map<string, SVGPathElement>} */
    this.stubs = new Map();
    /** @type {Map<string, HTMLButtonElement>} */
    this.plusOf = new Map();
    /** @type {number | undefined} */
    this.moving = undefined;
  }

  /**
   * @param {Graph} graph
   * @param {Plan} plan
   * @param {State} state
   * @param {boolean} animate
   */
  show(graph, plan, state, animate) {
    if (animate) {
      this.plane.classList.add('moving');
      clearTimeout(this.moving);
      this.moving = setTimeout(() => this.plane.classList.remove('moving'), MOVING + 40);
    }
    this.showNodes(graph, plan, state);
    this.showWires(plan, state);
    if (!this.readonly) this.showPluses(graph, plan);
  }

  /** @param {Graph} graph @param {Plan} plan @param {State} state */
  showNodes(graph, plan, state) {
    const titles = new Map(graph.steps.map((step) => [step.id, this.types[step.type]?.title ?? step.type]));
    /** @type {Map<string, Map<string, string[]>>} */
    const leads = new Map();
    for (const edge of graph.edges) {
      const ports = leads.get(edge.source) ?? new Map();
      leads.set(edge.source, ports.set(edge.port, [...(ports.get(edge.port) ?? []), titles.get(edge.target) ?? '']));
    }
    const known = new Set(graph.steps.map((step) => step.id));
    for (const [id, view] of this.nodes) {
      if (known.has(id)) continue;
      view.box.remove();
      this.nodes.delete(id);
    }
    for (const [n, step] of graph.steps.entries()) {
      let view = this.nodes.get(step.id);
      if (!view) {
        view = new NodeView(step.id, this.texts, this.readonly);
        this.nodes.set(step.id, view);
      }
      if (this.boxes.children[n] !== view.box) this.boxes.insertBefore(view.box, this.boxes.children[n] ?? null);
      const ports = leads.get(step.id) ?? new Map();
      const tail = step.ports
        .filter((port) => !port.quiet || ports.has(port.id))
        .map((port) => `${port.label}: ${(ports.get(port.id) ?? [this.texts('nothing')]).join(', ')}`)
        .join('; ');
      view.show({
        step,
        type: this.types[step.type],
        tail,
        loose: plan.loose.has(step.id),
        chosen: state.chosen === step.id,
        used: new Set(ports.keys()),
        told: state.trace?.steps[step.id],
        traced: state.trace !== null,
      });
      view.move(plan.nodes.get(step.id) ?? { x: 0, y: 0 });
    }
  }

  /** @param {Plan} plan @param {State} state */
  showWires(plan, state) {
    const known = new Set(plan.wires.map((wire) => wire.key));
    for (const [key, wire] of this.wires) {
      if (known.has(key)) continue;
      wire.line.remove();
      wire.hit.remove();
      this.wires.delete(key);
    }
    const taken = new Set(state.trace?.edges);
    for (const { key, edge, points } of plan.wires) {
      let wire = this.wires.get(key);
      if (!wire) {
        wire = { line: draw('path', 'flow-wire'), hit: draw('path', 'flow-hit') };
        wire.hit.dataset.edge = key;
        this.lines.append(wire.line, wire.hit);
        this.wires.set(key, wire);
      }
      const path = pathOf(points);
      attribute(wire.line, 'd', path);
      attribute(wire.hit, 'd', path);
      wire.line.classList.toggle('failed', edge.port === 'failed');
      wire.line.classList.toggle('taken', taken.has(key));
      wire.line.classList.toggle('untaken', state.trace !== null && !taken.has(key));
      wire.line.classList.toggle('chosen', state.wire === key);
      if (taken.has(key)) this.lines.append(wire.line);
    }
    const chosen = plan.wires.find((wire) => wire.key === state.wire);
    this.cut.hidden = !chosen || this.readonly;
    if (chosen) this.cut.style.translate = `${chosen.plus.x + 24}px ${chosen.plus.y}px`;
    this.showStubs(plan);
  }

  /** @param {Plan} plan */
  showStubs(plan) {
    const open = new Map(this.readonly ? [] : plan.stubs.map((stub) => [`${stub.source}.${stub.port}`, stub]));
    for (const [key, path] of this.stubs) {
      if (open.has(key)) continue;
      path.remove();
      this.stubs.delete(key);
    }
    for (const [key, { from, at }] of open) {
      let path = this.stubs.get(key);
      if (!path) {
        path = draw('path', 'flow-stub');
        this.lines.append(path);
        this.stubs.set(key, path);
      }
      const bend = Math.min(at.y - 14, from.y + 36);
      const points = from.x === at.x ? [from, at] : [from, { x: from.x, y: bend }, { x: at.x, y: bend }, at];
      attribute(path, 'd', pathOf(points));
    }
  }

  /** @param {Graph} graph @param {Plan} plan */
  showPluses(graph, plan) {
    const titles = new Map(graph.steps.map((step) => [step.id, this.types[step.type]?.title ?? step.type]));
    /** @type {Map<string, {at: Point, text: string, data: Record<string, string>}>} */
    const wanted = new Map();
    for (const { edge, plus } of plan.wires) {
      const names = { source: titles.get(edge.source) ?? '', target: titles.get(edge.target) ?? '' };
      wanted.set(edgeKey(edge), { at: plus, text: this.texts('add_between', names), data: { edge: edgeKey(edge) } });
    }
    for (const { source, port, label, at } of plan.stubs) {
      const text = this.texts('add_after', { step: [titles.get(source) ?? '', label].filter(Boolean).join(', ') });
      wanted.set(`${source}.${port}`, { at, text, data: { source, port } });
    }
    for (const [key, element] of this.plusOf) {
      if (wanted.has(key)) continue;
      element.remove();
      this.plusOf.delete(key);
    }
    for (const [key, { at, text, data }] of wanted) {
      let element = this.plusOf.get(key);
      if (!element) {
        element = button('plus', '+', '');
        Object.assign(element.dataset, data);
        this.pluses.append(element);
        this.plusOf.set(key, element);
      }
      say(/** @type {Element} */ (element.lastElementChild), ` ${text}`);
      element.title = text;
      element.style.translate = `${at.x}px ${at.y}px`;
    }
  }

  /** The wire under the pointer while one is drawn; null takes it away. @param {Point[] | null} points */
  pulled(points) {
    attribute(this.pull, 'd', points ? pathOf(points) : null);
  }

  /** @param {string} text */
  speak(text) {
    this.live.textContent = text;
  }
}
