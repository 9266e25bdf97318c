/**
 * Wires, open ends, what can be pressed on them, and the grips of the wire that is chosen.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Wire} Wire
 * @typedef {import('./types.js').Stub} Stub
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Box} Box
 * @typedef {import('./types.js').Types} Types
 * @typedef {import('./view.js').State} State
 * @typedef {import('./node-view.js').Texts} Texts
 * @typedef {{line: SVGPathElement, hit: SVGPathElement, wire: Wire | null}} Drawn
 * @typedef {{element: HTMLButtonElement, of: Wire | Stub | null, graph: Graph | null, folded: number}} Plus
 */

import { attribute, button, draw, make, say } from './dom.js';
import { touches } from './types.js';
import { pathOf } from './wires.js';

export class WiresView {
  /** @param {SVGElement} svg @param {Texts} texts @param {boolean} readonly */
  constructor(svg, texts, readonly) {
    this.texts = texts;
    this.readonly = readonly;
    this.lines = draw('g', '');
    this.pull = draw('path', 'flow-pull');
    svg.append(this.lines, this.pull);
    this.pluses = make('div', 'flow-pluses');
    this.cut = button('flow-cut', '×', texts('disconnect'));
    this.cut.title = texts('disconnect');
    this.lead = button('flow-lead', '⤳', texts('lead'));
    this.lead.title = texts('lead');
    this.ends = ['source', 'target'].map((end) => {
      const grip = make('span', 'flow-end');
      grip.dataset.end = end;
      return grip;
    });
    this.grips = make('div', 'flow-grips');
    this.grips.append(...this.ends, this.lead, this.cut);
    /** @type {Map<string, Drawn>} */
    this.wires = new Map();
    /** @type {Map<string, {path: SVGPathElement, stub: Stub | null}>} */
    this.stubs = new Map();
    /** @type {Map<string, Plus>} */
    this.plusOf = new Map();
  }

  /**
   * @param {Graph} graph
   * @param {Plan} plan
   * @param {State} state
   * @param {Types} types
   * @param {Box | null} area null for everything
   */
  show(graph, plan, state, types, area) {
    const wires = area ? plan.wires.filter((wire) => touches(area, around([...wire.points, wire.plus]))) : plan.wires;
    const stubs = area ? plan.stubs.filter((stub) => touches(area, around([stub.from, stub.at]))) : plan.stubs;
    this.showWires(wires, state);
    if (!this.readonly) this.showStubs(stubs);
    this.showPluses(graph, plan, wires, stubs, state, types);
    const chosen = plan.wires.find((wire) => wire.key === state.wire);
    this.grips.hidden = !chosen || this.readonly;
    if (chosen) this.showGrips(chosen);
  }

  /** @param {Wire[]} wires @param {State} state */
  showWires(wires, state) {
    const known = new Set(wires.map((wire) => wire.key));
    for (const [key, wire] of this.wires) {
      if (known.has(key)) continue;
      wire.line.remove();
      wire.hit.remove();
      this.wires.delete(key);
    }
    const taken = new Set(state.trace?.edges);
    for (const wire of wires) {
      const { key, edge, points } = wire;
      let drawn = this.wires.get(key);
      if (!drawn) {
        drawn = { line: draw('path', 'flow-wire'), hit: draw('path', 'flow-hit'), wire: null };
        drawn.line.dataset.edge = key;
        drawn.hit.dataset.edge = key;
        drawn.line.classList.toggle('failed', edge.port === 'failed');
        this.lines.append(drawn.line, drawn.hit);
        this.wires.set(key, drawn);
      }
      if (drawn.wire !== wire) {
        const path = pathOf(points);
        attribute(drawn.line, 'd', path);
        attribute(drawn.hit, 'd', path);
        drawn.wire = wire;
      }
      drawn.line.classList.toggle('taken', taken.has(key));
      drawn.line.classList.toggle('untaken', state.trace !== null && !taken.has(key));
      drawn.line.classList.toggle('chosen', state.wire === key);
      if (taken.has(key)) this.lines.append(drawn.line);
    }
  }

  /** @param {Stub[]} stubs */
  showStubs(stubs) {
    const open = new Map(stubs.map((stub) => [`${stub.source}.${stub.port}`, stub]));
    for (const [key, { path }] of this.stubs) {
      if (open.has(key)) continue;
      path.remove();
      this.stubs.delete(key);
    }
    for (const [key, stub] of open) {
      let drawn = this.stubs.get(key);
      if (!drawn) {
        drawn = { path: draw('path', 'flow-stub'), stub: null };
        this.lines.append(drawn.path);
        this.stubs.set(key, drawn);
      }
      if (drawn.stub === stub) continue;
      drawn.stub = stub;
      const { from, at } = stub;
      const bend = Math.min(at.y - 14, from.y + 36);
      const points = from.x === at.x ? [from, at] : [from, { x: from.x, y: bend }, { x: at.x, y: bend }, at];
      attribute(drawn.path, 'd', pathOf(points));
    }
  }

  /**
   * A `+`, or where steps are folded away, how many.
   * @param {Graph} graph
   * @param {Plan} plan
   * @param {Wire[]} wires
   * @param {Stub[]} stubs
   * @param {State} state
   * @param {Types} types
   */
  showPluses(graph, plan, wires, stubs, state, types) {
    /** @type {Map<string, {of: Wire | Stub, at: Point, folded: number, fold: string}>} */
    const wanted = new Map();
    for (const wire of wires) {
      const fold = `${wire.edge.source}.${wire.edge.port}`;
      wanted.set(wire.key, { of: wire, at: wire.plus, folded: state.folds.get(fold) ?? 0, fold });
    }
    for (const stub of stubs) {
      const fold = `${stub.source}.${stub.port}`;
      wanted.set(fold, { of: stub, at: stub.at, folded: state.folds.get(fold) ?? 0, fold });
    }
    for (const [key, { element }] of this.plusOf) {
      if (wanted.has(key)) continue;
      element.remove();
      this.plusOf.delete(key);
    }
    const title = (/** @type {string} */ id) => types[plan.index.steps.get(id)?.type ?? '']?.title ?? '';
    for (const [key, { of, at, folded, fold }] of wanted) {
      if (this.readonly && !folded) continue;
      let plus = this.plusOf.get(key);
      if (!plus) {
        plus = { element: button('', '', ''), of: null, graph: null, folded: 0 };
        this.pluses.append(plus.element);
        this.plusOf.set(key, plus);
      }
      if (plus.of !== of) plus.element.style.translate = `${at.x}px ${at.y}px`;
      if (plus.graph !== graph || plus.folded !== folded) {
        const edge = 'edge' in of ? of.edge : null;
        const { source, port } = edge ?? /** @type {Stub} */ (of);
        const step = title(source);
        const named = 'label' in of ? of.label : '';
        const text = folded
          ? this.texts('unfold', { n: String(folded), step })
          : edge
            ? this.texts('add_between', { source: step, target: title(edge.target) })
            : this.texts('add_after', { step: [step, named].filter(Boolean).join(', ') });
        this.dress(plus.element, folded, text, folded ? { fold } : edge ? { edge: key } : { source, port });
      }
      Object.assign(plus, { of, graph, folded });
    }
  }

  /**
   * @param {HTMLButtonElement} element
   * @param {number} folded
   * @param {string} text
   * @param {Record<string, string>} data
   */
  dress(element, folded, text, data) {
    element.className = folded ? 'flow-folded' : 'plus';
    for (const name of Object.keys(element.dataset)) delete element.dataset[name];
    Object.assign(element.dataset, data);
    say(/** @type {Element} */ (element.firstElementChild), folded ? `▸ ${folded}` : '+');
    say(/** @type {Element} */ (element.lastElementChild), ` ${text}`);
    element.title = text;
  }

  /** @param {Wire} wire */
  showGrips({ points, plus }) {
    this.lead.style.translate = `${plus.x - 40}px ${plus.y}px`;
    this.cut.style.translate = `${plus.x + 40}px ${plus.y}px`;
    const [first, last] = [points[0], points[points.length - 1]];
    this.ends[0].style.translate = `${first.x}px ${first.y}px`;
    this.ends[1].style.translate = `${last.x}px ${last.y}px`;
  }

  /** The wire under the pointer while one is drawn; null takes it away. @param {Point[] | null} points */
  pulled(points) {
    attribute(this.pull, 'd', points ? pathOf(points) : null);
  }
}

/** @param {Point[]} points @returns {Box} */
function around(points) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    if (x < box.left) box.left = x;
    if (x > box.right) box.right = x;
    if (y < box.top) box.top = y;
    if (y > box.bottom) box.bottom = y;
  }
  return box;
}
