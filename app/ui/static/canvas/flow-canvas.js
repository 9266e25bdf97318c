/**
 * `<flow-canvas>`: a workflow as a drawing that can be edited, or with `readonly` only looked at.
 *
 * It finds its data in JSON blocks inside it (`<script type="application/json" data-block="graph">`, also `types`,
 * `i18n` and, for a run, `trace`). It makes no request: every change is shown at once and told as `flow:change {op}`;
 * the page answers with `settle(graph)`. Other events: flow:ready, flow:select {id}, flow:insert {edge | source, port,
 * at}, flow:delete {id, title, ways}, flow:refused {text}, flow:undo, flow:redo, flow:panel.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Trace} Trace
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {{edge?: Edge, source?: string, port?: string, node?: string, key: string}} Target
 *   What lies under the pointer: a wire, an open end or a step.
 */

import { make } from './dom.js';
import { Keys } from './keys.js';
import { layout } from './layout.js';
import { Refused, applied, drawnWays, freeId, mainWay, refusal, stepOf } from './model.js';
import { Pointers } from './pointer.js';
import { tools } from './tools.js';
import { HEIGHT, WIDTH, edgeKey } from './types.js';
import { View } from './view.js';
import { Viewport } from './viewport.js';
import { distanceTo } from './wires.js';

const NEAR_PLUS = 30;
const NEAR_WIRE = 22;
const SNAP = 10;

export class FlowCanvas extends HTMLElement {
  /** @type {Graph} */
  graph = { steps: [], edges: [] };
  /** @type {Record<string, NodeType>} */
  types = {};
  /** @type {Record<string, string>} */
  words = {};
  /** @type {Trace | null} */
  trace = null;
  selected = '';
  wire = '';
  /** @type {{source: string, port: string} | null} */
  linking = null;
  isReady = false;
  readonly = false;
  view = /** @type {View} */ (/** @type {unknown} */ (null));
  viewport = /** @type {Viewport} */ (/** @type {unknown} */ (null));
  keys = /** @type {Keys} */ (/** @type {unknown} */ (null));
  plan = layout({ steps: [], edges: [] }, {});
  empty = make('p', 'flow-empty');

  connectedCallback() {
    if (this.isReady) return;
    this.readonly = this.hasAttribute('readonly');
    this.types = this.block('types') ?? {};
    this.words = this.block('i18n') ?? {};
    this.graph = this.block('graph') ?? this.graph;
    this.trace = this.block('trace');
    this.view = new View(this, this.types, (name, values) => this.text(name, values), this.readonly);
    this.viewport = new Viewport(this, this.view.plane);
    this.empty.textContent = this.text('empty');
    this.append(this.empty);
    tools(this);
    this.keys = new Keys(this);
    new Pointers(this);
    this.addEventListener('click', (event) => this.pressed(event));
    this.redraw(false);
    this.fit();
    // A frame that had no size yet (a hidden view) is fitted when it gets one.
    if (!this.clientWidth) new ResizeObserver((_, seen) => this.clientWidth && (this.fit(), seen.disconnect())).observe(this);
    this.rove('');
    this.isReady = true;
    this.tell('flow:ready');
  }

  /** @param {string} name */
  block(name) {
    const text = this.querySelector(`script[data-block="${name}"]`)?.textContent;
    return text ? JSON.parse(text) : null;
  }

  /** A sentence of the page with its {values}. @param {string} name @param {Record<string, string>} [values] */
  text(name, values = {}) {
    return Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), this.words[name] ?? '');
  }

  /** @param {string} name @param {object} [detail] */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** @param {boolean} animate */
  redraw(animate, graph = this.graph) {
    this.plan = layout(graph, this.types);
    this.view.show(graph, this.plan, { chosen: this.selected, wire: this.wire, trace: this.trace }, animate);
    this.empty.hidden = graph.steps.length > 0;
  }

  // ------------------------------------------------------------------------------------------------ for the page

  toJSON() {
    return structuredClone(this.graph);
  }

  undo() {
    this.tell('flow:undo');
  }

  redo() {
    this.tell('flow:redo');
  }

  /** Everything back on its automatic place. */
  layout() {
    this.change({ op: 'tidy' });
  }

  fit() {
    this.viewport.fit(this.plan.box);
  }

  /** What the server says the drawing is now. @param {Graph} graph */
  settle(graph) {
    if (JSON.stringify(graph) === JSON.stringify(this.graph)) return;
    const had = this.keys.idOf(document.activeElement);
    this.graph = graph;
    const ids = new Set(graph.steps.map((step) => step.id));
    if (this.selected && !ids.has(this.selected)) this.select('');
    if (!graph.edges.some((edge) => edgeKey(edge) === this.wire)) this.wire = '';
    this.redraw(true);
    if (had && !ids.has(had)) this.focusNode(graph.steps[0]?.id ?? '');
    this.rove(this.keys.idOf(document.activeElement));
  }

  /** Changes how one step is shown. @param {string} id @param {object} fields */
  updateNode(id, fields) {
    const steps = this.graph.steps.map((step) => (step.id === id ? { ...step, ...fields } : step));
    this.graph = { ...this.graph, steps };
    this.redraw(false);
  }

  /** Paints what a run did; null shows the plain drawing. @param {Trace | null} trace */
  setTrace(trace) {
    this.trace = trace;
    this.redraw(false);
  }

  /** @param {string} id */
  focusNode(id) {
    const node = this.view.nodes.get(id);
    const at = this.plan.nodes.get(id);
    if (!node || !at) return;
    this.viewport.reveal({ left: at.x, top: at.y, right: at.x + WIDTH, bottom: at.y + HEIGHT });
    node.face.focus({ preventScroll: true });
  }

  /** @param {string} type @param {number} x @param {number} y on the screen */
  dropAt(type, x, y) {
    if (this.types[type]?.kind === 'trigger') return this.change({ op: 'replace_trigger', type });
    const target = this.targetAt({ x, y });
    if (target) return this.insertAt(target, type);
    const at = this.viewport.toPlane({ x, y });
    return this.insertAt({ position: [Math.round(at.x - WIDTH / 2), Math.round(at.y - HEIGHT / 2)] }, type);
  }

  /**
   * @param {{edge?: Edge, source?: string, port?: string, node?: string, position?: number[]}} place
   * @param {string} type
   */
  insertAt({ edge, source, port, node, position }, type) {
    if (this.types[type]?.kind === 'trigger') return this.change({ op: 'replace_trigger', type });
    const id = freeId(this.graph, type);
    const where = edge ? { edge } : position ? { position } : { after: source ?? node, ...(port ? { port } : {}) };
    if (!this.change({ op: 'add', type, id, ...where })) return false;
    this.select(id);
    this.focusNode(id);
    return true;
  }

  // ------------------------------------------------------------------------------------------------ for gestures

  /** Shows a change at once and tells the page. @param {Op} op @returns {boolean} whether it can be */
  change(op) {
    try {
      this.graph = applied(this.graph, op, this.types);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.redraw(true);
      const text = this.text(`refused_${error.message}`, error.values);
      this.view.speak(text);
      this.tell('flow:refused', { text });
      return false;
    }
    if (this.selected && !this.graph.steps.some((step) => step.id === this.selected)) this.select('');
    this.wire = '';
    this.redraw(true);
    this.rove(this.keys.idOf(document.activeElement));
    this.tell('flow:change', { op });
    return true;
  }

  /** @param {string} id */
  select(id) {
    if (this.selected === id && !this.wire) return;
    this.selected = id;
    this.wire = '';
    this.redraw(false);
    this.tell('flow:select', { id });
  }

  /** @param {string} key */
  chooseWire(key) {
    this.wire = this.wire === key ? '' : key;
    this.redraw(false);
  }

  cutWire() {
    const wire = this.plan.wires.find((other) => other.key === this.wire);
    if (!wire) return;
    const alone = this.graph.edges.filter((edge) => edge.target === wire.edge.target).length === 1;
    const at = this.plan.nodes.get(wire.edge.target);
    this.change({ op: 'disconnect', ...wire.edge, ...(alone && at ? { position: [at.x, at.y] } : {}) });
  }

  /** @param {string} id */
  removeStep(id) {
    const title = this.types[stepOf(this.graph, id).type]?.title ?? id;
    if (this.types[stepOf(this.graph, id).type]?.kind === 'trigger') {
      const text = this.text('refused_trigger', { step: title });
      this.view.speak(text);
      this.tell('flow:refused', { text });
      return;
    }
    const ways = drawnWays(this.graph, id);
    if (ways.length > 1) return this.tell('flow:delete', { id, title, ways });
    const next = this.graph.edges.find((e) => e.target === id)?.source ?? this.graph.edges.find((e) => e.source === id)?.target;
    if (this.change({ op: 'delete', step: id }) && next) this.focusNode(next);
  }

  /** @param {string} id */
  insertAfter(id) {
    const port = mainWay(stepOf(this.graph, id));
    if (port) this.tell('flow:insert', { source: id, port });
  }

  /** Lets the next step that is clicked or entered be connected. @param {string} source @param {string} [port] */
  startLink(source, port = undefined) {
    const step = stepOf(this.graph, source);
    const open = step.ports.find((p) => !p.quiet && !this.graph.edges.some((e) => e.source === source && e.port === p.id));
    const way = port ?? open?.id ?? mainWay(step);
    if (!way) return;
    this.linking = { source, port: way };
    this.classList.add('linking');
    const label = step.ports.find((p) => p.id === way)?.label ?? way;
    this.view.speak(this.text('linking', { step: this.types[step.type]?.title ?? source, port: label }));
  }

  /** @param {string} target */
  linkTo(target) {
    const from = this.linking;
    this.endLink(false);
    if (from) this.change({ op: 'connect', ...from, target });
  }

  /** @param {boolean} aloud */
  endLink(aloud) {
    this.linking = null;
    this.classList.remove('linking');
    if (aloud) this.view.speak(this.text('link_over'));
  }

  /** Shows a step moved, nothing more. @param {string} id @param {number} dx @param {number} dy */
  lift(id, dx, dy) {
    this.redraw(false, applied(this.graph, this.moved(id, dx, dy), this.types));
  }

  /** @param {string} id @param {number} dx @param {number} dy */
  putDown(id, dx, dy) {
    if (dx || dy) this.change(this.moved(id, dx, dy));
  }

  /** @param {string} id @param {number} dx @param {number} dy @returns {Op} */
  moved(id, dx, dy) {
    const step = stepOf(this.graph, id);
    const led = this.graph.edges.some((edge) => edge.target === id) || this.types[step.type]?.kind === 'trigger';
    if (!led) {
      const slot = step.position ?? [this.view.nodes.get(id)?.at.x ?? 0, this.view.nodes.get(id)?.at.y ?? 0];
      if (!step.position) step.position = [slot[0], slot[1]];
      return { op: 'move', step: id, position: [Math.round(slot[0] + dx), Math.round(slot[1] + dy)] };
    }
    const [x, y] = [Math.round((step.offset?.[0] ?? 0) + dx), Math.round((step.offset?.[1] ?? 0) + dy)];
    return { op: 'move', step: id, offset: Math.hypot(x, y) < SNAP ? [0, 0] : [x, y] };
  }

  /** @param {Point} screen @returns {Target | null} */
  targetAt(screen) {
    const at = this.viewport.toPlane(screen);
    for (const [id, box] of this.plan.nodes) {
      if (at.x >= box.x && at.x <= box.x + WIDTH && at.y >= box.y && at.y <= box.y + HEIGHT) return { node: id, key: id };
    }
    /** @type {Target | null} */
    let best = null;
    let least = Infinity;
    for (const { edge, key, points, plus } of this.plan.wires) {
      const far = Math.min(Math.hypot(plus.x - at.x, plus.y - at.y) - NEAR_PLUS + NEAR_WIRE, distanceTo(at, points));
      if (far < NEAR_WIRE && far < least) [best, least] = [{ edge, key }, far];
    }
    for (const { source, port, at: end } of this.plan.stubs) {
      const far = Math.hypot(end.x - at.x, end.y - at.y);
      if (far < NEAR_PLUS && far < least) [best, least] = [{ source, port, key: `${source}.${port}` }, far];
    }
    return best;
  }

  /**
   * Shows where something would land; for a wire also whether it may.
   * @param {Target | null} target
   * @param {{source: string, port: string}} [from]
   */
  aim(target, from) {
    for (const element of this.querySelectorAll('.aim, .aim-no')) element.classList.remove('aim', 'aim-no');
    if (!target) return;
    const element = target.node ? this.view.nodes.get(target.node)?.box : this.view.plusOf.get(target.key);
    const no = from && target.node && refusal(this.graph, { ...from, target: target.node }, this.types);
    element?.classList.add(no ? 'aim-no' : 'aim');
  }

  /** One step alone is reached by Tab: the one that had the focus last. @param {string} id */
  rove(id) {
    const first = this.view.nodes.has(id) ? id : this.view.nodes.has(this.selected) ? this.selected : this.graph.steps[0]?.id;
    for (const [key, node] of this.view.nodes) node.face.tabIndex = key === first ? 0 : -1;
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest('.flow-cut')) return this.cutWire();
    const plus = event.target.closest('.plus');
    if (plus instanceof HTMLElement) {
      const box = plus.getBoundingClientRect();
      const at = { x: box.left + box.width / 2, y: box.bottom };
      const { edge: key, source, port } = plus.dataset;
      const edge = this.graph.edges.find((other) => edgeKey(other) === key);
      return this.tell('flow:insert', edge ? { edge, at } : { source, port, at });
    }
    if (!event.target.closest('.flow-face')) return;
    const id = this.keys.idOf(event.target);
    if (this.linking) return this.linkTo(id);
    this.select(id);
  }
}

customElements.define('flow-canvas', FlowCanvas);
