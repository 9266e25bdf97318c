/**
 * `<flow-canvas>`: a workflow as a drawing that can be edited, or with `readonly` only looked at.
 *
 * It finds its data in JSON blocks inside it (`<script type="application/json" data-block="graph">`, also `types`,
 * `i18n` and, for a run, `trace`). It makes no request: every change is shown at once and told as `flow:change {op}`;
 * the page answers with `settle(graph)`. Other events: flow:ready, flow:select {id}, flow:insert {edge | source, port,
 * beside, at}, flow:delete {id, title, ways}, flow:refused {text}, flow:undo, flow:redo, flow:panel, flow:fold {folds}.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Trace} Trace
 * @typedef {import('./types.js').Types} Types
 */

import { targetAt } from './aim.js';
import { Clipboard } from './clipboard.js';
import { make } from './dom.js';
import { folded } from './fold.js';
import { Keys } from './keys.js';
import { layout } from './layout.js';
import { Linking } from './linking.js';
import { Menu } from './menu.js';
import { Refused, applied, drawnWays, freeId, isStart, mainWay, stepOf } from './model.js';
import { Overview } from './overview.js';
import { Pointers } from './pointer.js';
import { Search } from './search.js';
import { Selection } from './selection.js';
import { Tools } from './tools.js';
import { HEIGHT, WIDTH, edgeKey, noteKey } from './types.js';
import { View } from './view.js';
import { Viewport } from './viewport.js';

/** The parts are made when the element is connected. */
const later = /** @type {any} */ (null);

export class FlowCanvas extends HTMLElement {
  /** @type {Graph} */
  graph = { steps: [], edges: [] };
  /** @type {Types} */
  types = {};
  /** @type {Record<string, string>} */
  words = {};
  /** @type {Trace | null} */
  trace = null;
  /** The key of the wire that is chosen. */
  wire = '';
  /** @type {Set<string>} ways out, `step.port`, whose steps are folded away */
  foldKeys = new Set();
  isReady = false;
  readonly = false;
  /** @type {View} */
  view = later;
  /** @type {Viewport} */
  viewport = later;
  /** @type {Selection} */
  selection = later;
  /** @type {Linking} */
  linking = later;
  /** @type {Clipboard} */
  clipboard = later;
  /** @type {Search} */
  search = later;
  /** @type {Menu} */
  menu = later;
  /** @type {Overview} */
  overview = later;
  /** @type {Tools} */
  tools = later;
  /** @type {Keys} */
  keys = later;
  /** @type {Pointers} */
  pointers = later;
  folds = folded(this.graph, this.foldKeys);
  plan = layout(this.graph, {});
  /** @type {Set<string> | null} what was there before something was pasted whose ids the server gives */
  fresh = null;
  empty = make('p', 'flow-empty');

  connectedCallback() {
    if (this.isReady) return;
    const start = performance.now();
    this.readonly = this.hasAttribute('readonly');
    this.types = this.block('types') ?? {};
    this.words = this.block('i18n') ?? {};
    this.graph = this.block('graph') ?? this.graph;
    this.trace = this.block('trace');
    this.view = new View(this, this.types, (name, values) => this.text(name, values), this.readonly);
    this.viewport = new Viewport(this, this.view.plane, () => this.looked());
    this.selection = new Selection(this);
    this.linking = new Linking(this);
    this.clipboard = new Clipboard(this);
    this.search = new Search(this);
    this.menu = new Menu(this);
    this.overview = new Overview(this);
    this.empty.textContent = this.text('empty');
    this.append(this.empty);
    this.tools = new Tools(this);
    this.keys = new Keys(this);
    this.pointers = new Pointers(this);
    this.addEventListener('click', (event) => this.pressed(event));
    this.tabIndex = -1; // what is pressed beside every button leaves the keys here, see `take`
    this.plan = layout(this.graph, this.types);
    this.fit();
    this.redraw(false);
    // A frame that had no size yet (a hidden view) is fitted when it gets one.
    let fitted = this.viewport.width > 0;
    new ResizeObserver(() => {
      this.viewport.measure();
      if (!fitted && this.viewport.width) this.fit();
      fitted ||= this.viewport.width > 0;
      this.looked();
    }).observe(this);
    this.keys.rove('');
    this.isReady = true;
    performance.measure('flow-canvas', { start });
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

  /** What the screen calls a step. @param {string} id */
  titleOf(id) {
    return this.types[stepOf(this.graph, id).type]?.title ?? id;
  }

  /** @param {string} name @param {object} [detail] */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  /** Says why something can't be. @param {string} text */
  refuse(text) {
    this.view.speak(text);
    this.tell('flow:refused', { text });
  }

  /** A line over the drawing while something is asked for; "" takes it away. @param {string} text */
  hint(text) {
    this.tools.hint(text);
  }

  // ------------------------------------------------------------------------------------------------- showing

  /** @param {boolean} animate */
  redraw(animate) {
    this.folds = folded(this.graph, this.foldKeys);
    this.plan = layout(this.folds.graph, this.types);
    this.present(this.plan, animate);
    this.overview.show(this.plan, this.graph);
    this.empty.hidden = this.graph.steps.length > 0;
  }

  /** Shows a plan of the present drawing. @param {Plan} plan @param {boolean} animate */
  present(plan, animate) {
    const { wire, trace, selection, search, folds } = this;
    const state = { picked: selection.keys, wire, trace, found: search.found, folds: folds.counts };
    this.view.show(folds.graph, plan, state, { animate, area: this.viewport.seen(true) });
  }

  /** Another part of the drawing is in the frame now. */
  looked() {
    const { viewport } = this;
    this.view.look(viewport.seen(), viewport.seen(true), viewport.k);
    this.overview.look(viewport.seen());
  }

  // ------------------------------------------------------------------------------------------------ for the page

  get selected() {
    return this.selection.step;
  }

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
    this.viewport.measure();
    this.viewport.fit(this.plan.box);
  }

  /** What the server says the drawing is now. @param {Graph} graph */
  settle(graph) {
    const { fresh } = this;
    this.fresh = null;
    if (JSON.stringify(graph) === JSON.stringify(this.graph)) return;
    const heirs = this.keys.heirs();
    this.graph = graph;
    this.selection.prune();
    if (!graph.edges.some((edge) => edgeKey(edge) === this.wire)) this.wire = '';
    this.redraw(true);
    this.keys.inherit(heirs);
    if (fresh) this.selection.show([...this.everything()].filter((key) => !fresh.has(key)));
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
    this.unfoldTo(id);
    const at = this.plan.nodes.get(id);
    if (!at) return;
    this.viewport.reveal({ left: at.x, top: at.y, right: at.x + WIDTH, bottom: at.y + HEIGHT });
    this.view.need(id)?.face.focus({ preventScroll: true });
  }

  /** @param {string} type @param {number} x @param {number} y on the screen */
  dropAt(type, x, y) {
    if (this.types[type]?.kind === 'trigger') return this.change({ op: 'replace_trigger', type });
    const target = targetAt(this, { x, y });
    if (target) return this.insertAt(target, type);
    const at = this.viewport.toPlane({ x, y });
    return this.insertAt({ position: [Math.round(at.x - WIDTH / 2), Math.round(at.y - HEIGHT / 2)] }, type);
  }

  /**
   * @param {{edge?: Edge, source?: string, port?: string, node?: string, position?: number[], beside?: boolean}} place
   * @param {string} type
   */
  insertAt({ edge, source, port, node, position, beside }, type) {
    if (this.types[type]?.kind === 'trigger') return this.change({ op: 'replace_trigger', type });
    const id = freeId(this.graph, type);
    const after = { after: source ?? node, ...(port ? { port } : {}), ...(beside ? { beside } : {}) };
    if (!this.change({ op: 'add', type, id, ...(edge ? { edge } : position ? { position } : after) })) return false;
    this.select(id);
    this.focusNode(id);
    return true;
  }

  // ------------------------------------------------------------------------------------------------ for gestures

  /** Shows a change at once and tells the page. @param {Op} op @returns {boolean} whether it can be */
  change(op) {
    this.keys.finish(); // what was moved a moment ago comes before it
    const heirs = this.keys.heirs();
    if (op.op === 'paste' || op.op === 'duplicate') this.fresh = this.everything();
    try {
      this.graph = applied(this.graph, op, this.types);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.redraw(true);
      this.refuse(this.text(`refused_${error.message}`, error.values));
      return false;
    }
    this.selection.prune();
    this.wire = '';
    this.redraw(true);
    this.keys.inherit(heirs);
    this.tell('flow:change', { op });
    return true;
  }

  /** Everything that can be picked. */
  everything() {
    return new Set([...this.graph.steps.map((step) => step.id), ...(this.graph.notes ?? []).map((note) => noteKey(note.id))]);
  }

  /** Opens a step's settings; "" closes them. @param {string} id */
  select(id) {
    this.selection.set(id ? [id] : []);
  }

  /** The keys are meant for the drawing as a whole: what is picked, or the wire that is chosen. */
  take() {
    this.focus({ preventScroll: true });
  }

  /** @param {string} key */
  chooseWire(key) {
    this.selection.set([]);
    this.wire = this.wire === key ? '' : key;
    this.redraw(false);
  }

  get chosenEdge() {
    return this.graph.edges.find((edge) => edgeKey(edge) === this.wire);
  }

  cutWire(edge = this.chosenEdge) {
    if (!edge) return;
    const alone = this.graph.edges.filter((other) => other.target === edge.target).length === 1;
    const at = this.plan.nodes.get(edge.target);
    this.take(); // the button that was pressed goes with the arrow
    this.change({ op: 'disconnect', ...edge, ...(alone && at ? { position: [Math.round(at.x), Math.round(at.y)] } : {}) });
  }

  /** @param {string} id */
  removeStep(id) {
    if (isStart(this.graph, id, this.types)) return this.refuse(this.text('refused_trigger', { step: this.titleOf(id) }));
    const ways = drawnWays(this.graph, id);
    const start = this.types[stepOf(this.graph, id).type]?.kind === 'trigger'; // a second one: nothing is to be healed
    if (ways.length > 1 && !start) this.tell('flow:delete', { id, title: this.titleOf(id), ways });
    else this.change({ op: 'delete', step: id });
  }

  /** @param {string} id */
  insertAfter(id) {
    const port = mainWay(stepOf(this.graph, id));
    if (port) this.tell('flow:insert', { source: id, port });
    else this.refuse(this.text('refused_ends', { step: this.titleOf(id) }));
  }

  /** Folds what hangs under a way out, or shows it again. @param {string} fold `step.port` */
  toggleFold(fold) {
    if (!this.foldKeys.delete(fold)) this.foldKeys.add(fold);
    this.redraw(true);
    const hidden = this.folds.counts.get(fold);
    this.view.speak(hidden ? this.text('folded', { n: String(hidden) }) : this.text('unfolded'));
    this.keys.inherit([this.keys.idOf(document.activeElement), fold.slice(0, fold.indexOf('.'))].filter(Boolean));
    this.tell('flow:fold', { folds: [...this.foldKeys] });
  }

  /** Opens whatever hides a step. @param {string} id */
  unfoldTo(id) {
    if (!this.folds.under.has(id)) return;
    for (let fold = this.folds.under.get(id); fold; fold = this.folds.under.get(id)) {
      this.foldKeys.delete(fold);
      this.folds = folded(this.graph, this.foldKeys);
    }
    this.redraw(false);
    this.tell('flow:fold', { folds: [...this.foldKeys] });
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    if (!(event.target instanceof Element)) return;
    const on = (/** @type {string} */ what) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(what));
    const plus = on('.plus');
    const note = on('.flow-note');
    const id = this.keys.idOf(event.target);
    if (on('.flow-cut')) this.cutWire();
    else if (on('.flow-lead') && this.chosenEdge) this.linking.lead(this.chosenEdge);
    else if (on('.flow-folded')) this.toggleFold(on('.flow-folded')?.dataset.fold ?? '');
    else if (on('.flow-more')) this.menu.forStep(id, on('.flow-more'));
    else if (on('.flow-noted')) this.selection.writeOn(id);
    else if (note) this.selection.click(noteKey(note.dataset.noteId ?? ''), event);
    else if (plus) {
      const box = plus.getBoundingClientRect();
      const at = { x: box.left + box.width / 2, y: box.bottom };
      const { edge: key, source, port } = plus.dataset;
      const edge = this.graph.edges.find((other) => edgeKey(other) === key);
      this.tell('flow:insert', edge ? { edge, at } : { source, port, at });
    } else if (on('.flow-face')) {
      if (this.linking.active) this.linking.to(id);
      else this.selection.click(id, event);
    }
  }
}

customElements.define('flow-canvas', FlowCanvas);
