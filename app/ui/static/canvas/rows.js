/**
 * A block: a step with all that hangs under it, in rows. What stands in a row keeps the order of the ports.
 *
 * Arrows and open ways that pass a row get a lane of their own in it, so that no wire ever runs through a box.
 *
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./blocks.js').Index} Index
 * @typedef {import('./blocks.js').Forest} Forest
 * @typedef {object} Item one thing in a row: a block (`id`), a `lane`, or the open end of a port
 * @property {number} order
 * @property {number} left its reach from its own middle
 * @property {number} right
 * @property {number} height
 * @property {number} x the place of its middle, from the middle of the step above
 * @property {number | null} wish where it would like to stand
 * @property {string} [id]
 * @property {string} [lane]
 * @typedef {{items: Item[], top: number, bottom: number}} Row
 * @typedef {{left: number, right: number, height: number, rows: Row[]}} Block
 * @typedef {{here: string, branch: string | null, edge: Edge, row: number, name: string}} Lane
 * @typedef {{byStep: Map<string, Map<string, Lane>>, byEdge: Map<string, string[]>}} Lanes
 */

import { branchUnder } from './blocks.js';
import { HEIGHT, WIDTH, edgeKey } from './types.js';

export const GAP_X = 40;
export const GAP_PLAIN = 58;
export const GAP_PORTS = 92;
const LANE = 56;
const OPEN = 110;
const STUB = 46;
const OPEN_HEIGHT = 84;

/** @param {Step} step the ways out that are always drawn */
export const plainPorts = (step) => step.ports.filter((port) => !port.quiet);

/**
 * Which arrows pass which rows. Arrows from one branch to the same step share a lane.
 * @param {Index} index
 * @param {Forest} trees
 * @returns {Lanes}
 */
export function passing(index, trees) {
  /** @type {Lanes} */
  const lanes = { byStep: new Map(), byEdge: new Map() };
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (const [id, parent] of trees.above) {
    rows.set(parent, Math.max(rows.get(parent) ?? 0, (trees.level.get(id) ?? 0) + 1));
  }
  for (const id of trees.order) {
    for (const edge of index.leaving(id)) {
      const end = trees.above.get(edge.target);
      if (end === undefined || trees.root.get(edge.target) !== trees.root.get(id)) continue;
      /** @type {string | null} */
      let branch = null;
      /** @type {string | undefined} */
      let here = id;
      while (here !== undefined) {
        const to = here === end ? (trees.level.get(edge.target) ?? 0) : (rows.get(here) ?? 0);
        for (let row = branch === null ? 0 : (trees.level.get(branch) ?? 0) + 1; row < to; row++) {
          note(lanes, { here, branch, edge, row, name: laneName(here, branch, edge, row) });
        }
        if (here === end) break;
        branch = here;
        here = trees.above.get(here);
      }
    }
  }
  return lanes;
}

/** @param {Lanes} lanes @param {Lane} lane */
function note(lanes, lane) {
  const mine = lanes.byStep.get(lane.here) ?? new Map();
  lanes.byStep.set(lane.here, mine);
  if (!mine.has(lane.name)) mine.set(lane.name, lane);
  const key = edgeKey(lane.edge);
  lanes.byEdge.set(key, [...(lanes.byEdge.get(key) ?? []), lane.name]);
}

/**
 * @param {string} here
 * @param {string | null} branch
 * @param {Edge} edge
 * @param {number} row
 */
const laneName = (here, branch, edge, row) => `${here}|${branch ?? `.${edge.port}`}|${edge.target}|${row}`;

/**
 * @param {string} id
 * @param {Index} index
 * @param {Forest} trees
 * @param {Lanes} lanes
 * @param {Map<string, Block>} blocks of all that hangs under it
 * @returns {Block}
 */
export function block(id, index, trees, lanes, blocks) {
  const step = /** @type {Step} */ (index.steps.get(id));
  const ports = new Map(step.ports.map((port, n) => [port.id, n]));
  /** @type {Map<string, number>} */
  const orders = new Map();
  const edges = index.leaving(id);
  const arrows = new Map(edges.map((edge, n) => [edgeKey(edge), (ports.get(edge.port) ?? step.ports.length) + n / 1000]));
  /** @type {Item[][]} */
  const rows = [];
  for (const child of trees.under.get(id) ?? []) {
    const own = /** @type {Block} */ (blocks.get(child));
    const found = index.entering(child).map((edge) => arrows.get(edgeKey(edge)) ?? orders.get(branchUnder(edge.source, id, trees.above) ?? ''));
    const known = found.filter((order) => order !== undefined);
    const order = known.length ? known.reduce((a, b) => a + b) / known.length : 0;
    orders.set(child, order);
    const item = { order, left: own.left, right: own.right, height: own.height, wish: null, x: 0, id: child };
    (rows[trees.level.get(child) ?? 0] ??= []).push(item);
  }
  for (const lane of lanes.byStep.get(id)?.values() ?? []) {
    const order = (lane.branch === null ? arrows.get(edgeKey(lane.edge)) : orders.get(lane.branch)) ?? 0;
    const item = { order: order + 0.0001, left: LANE / 2, right: LANE / 2, height: 0, wish: null, x: 0, lane: lane.name };
    (rows[lane.row] ??= []).push(item);
  }
  const used = new Set(edges.map((edge) => edge.port));
  const open = plainPorts(step).filter((port) => !used.has(port.id));
  if (plainPorts(step).length > 1) {
    for (const port of open) {
      const order = ports.get(port.id) ?? 0;
      (rows[0] ??= []).push({ order, left: OPEN / 2, right: OPEN / 2, height: 0, wish: null, x: 0 });
    }
  }
  return stacked(step, rows, open.length > 0, index, trees, lanes);
}

/**
 * Rows below one another; from the second on, each thing stands as near as it can to the middle of what leads to it.
 * @param {Step} step
 * @param {Item[][]} rows
 * @param {boolean} open
 * @param {Index} index
 * @param {Forest} trees
 * @param {Lanes} lanes
 * @returns {Block}
 */
function stacked(step, rows, open, index, trees, lanes) {
  const labelled = plainPorts(step).length > 1;
  const size = { left: WIDTH / 2, right: WIDTH / 2, height: HEIGHT + (open ? (labelled ? OPEN_HEIGHT : STUB) : 0) };
  /** @type {Row[]} */
  const placed = [];
  /** @type {Map<string, number>} */
  const seen = new Map();
  let bottom = HEIGHT;
  rows.forEach((items, level) => {
    items.sort((a, b) => a.order - b.order);
    if (level > 0) for (const item of items) item.wish = wish(item, step.id, level, index, trees, lanes, seen);
    spread(items);
    const top = bottom + (level === 0 && items.length === 1 && !labelled ? GAP_PLAIN : GAP_PORTS);
    bottom = top + Math.max(0, ...items.map((item) => item.height));
    for (const item of items) {
      seen.set(item.id ?? item.lane ?? '', item.x);
      size.left = Math.max(size.left, item.left - item.x);
      size.right = Math.max(size.right, item.right + item.x);
    }
    placed.push({ items, top, bottom });
    size.height = Math.max(size.height, bottom);
  });
  return { ...size, rows: placed };
}

/**
 * @param {Item} item
 * @param {string} id
 * @param {number} level
 * @param {Index} index
 * @param {Forest} trees
 * @param {Lanes} lanes
 * @param {Map<string, number>} seen
 */
function wish(item, id, level, index, trees, lanes, seen) {
  if (item.lane) {
    const lane = /** @type {Lane} */ (lanes.byStep.get(id)?.get(item.lane));
    return seen.get(laneName(id, lane.branch, lane.edge, level - 1)) ?? seen.get(lane.branch ?? '') ?? 0;
  }
  /** @type {number[]} */
  const found = [];
  for (const edge of index.entering(item.id ?? '')) {
    const branch = branchUnder(edge.source, id, trees.above);
    const x = seen.get(laneName(id, branch, edge, level - 1)) ?? seen.get(branch ?? '');
    if (x !== undefined) found.push(x);
  }
  return found.length ? (Math.min(...found) + Math.max(...found)) / 2 : 0;
}

/**
 * Side by side: where wished, moved apart as far as needed; without wishes centred under the step.
 * @param {Item[]} items
 */
function spread(items) {
  items.forEach((item, n) => {
    const before = items[n - 1];
    const apart = before ? before.x + before.right + GAP_X + item.left : (item.wish ?? 0);
    item.x = item.wish === null ? apart : Math.max(item.wish, apart);
  });
  const middle = -(items[0].x + items[items.length - 1].x) / 2;
  const error = items.reduce((sum, item) => sum + (item.wish ?? 0) - item.x, 0) / items.length;
  const shift = items[0].wish === null ? middle : error;
  for (const item of items) item.x += shift;
}
