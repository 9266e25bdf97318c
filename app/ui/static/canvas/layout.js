/**
 * Where everything stands: top down, branches side by side in the order of their ports, a step where branches meet
 * centred under them. No two boxes overlap, and no wire runs upward or through a box.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Stub} Stub
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {import('./rows.js').Block} Block
 * @typedef {{x: number, top: number, bottom: number}} Lane
 * @typedef {{slots: Map<string, Point>, lanes: Map<string, Lane>}} Places
 */

import { Index, forest } from './blocks.js';
import { GAP_PORTS, GAP_X, block, passing, plainPorts } from './rows.js';
import { HEIGHT, NOTE_HEIGHT, NOTE_WIDTH, WIDTH, edgeKey } from './types.js';
import { portSpot, route } from './wires.js';

/**
 * @param {Graph} graph
 * @param {Record<string, NodeType>} types
 * @returns {Plan}
 */
export function layout(graph, types) {
  const index = new Index(graph);
  const trigger = graph.steps.find((step) => types[step.type]?.kind === 'trigger');
  const heads = graph.steps.filter((step) => step !== trigger && !index.entering(step.id).length);
  const roots = [...(trigger ? [trigger] : []), ...heads];
  const trees = forest(index, roots.map((step) => step.id));
  const lanes = passing(index, trees);
  /** @type {Map<string, Block>} */
  const blocks = new Map();
  for (const id of [...trees.order].reverse()) blocks.set(id, block(id, index, trees, lanes, blocks));
  const places = stand(roots, trigger, blocks);

  const moved = new Set(graph.steps.filter((step) => step.offset?.[0] || step.offset?.[1]).map((step) => step.id));
  /** @type {Map<string, Point>} */
  const nodes = new Map();
  const loose = new Set();
  for (const step of graph.steps) {
    const slot = places.slots.get(step.id) ?? { x: 0, y: 0 };
    const [x, y] = step.offset ?? [0, 0];
    nodes.set(step.id, { x: slot.x + x, y: slot.y + y });
    if (!trigger || trees.root.get(step.id) !== trigger.id) loose.add(step.id);
  }
  const ranks = rankTurns(graph, index, nodes);
  const wires = graph.edges
    .filter((edge) => nodes.has(edge.source) && nodes.has(edge.target))
    .map((edge) => {
      const names = moved.has(edge.source) || moved.has(edge.target) ? [] : (lanes.byEdge.get(edgeKey(edge)) ?? []);
      const own = names.map((name) => /** @type {Lane} */ (places.lanes.get(name)));
      const step = /** @type {Step} */ (index.steps.get(edge.source));
      return route(edge, portAt(step, edge.port, nodes), entry(edge.target, nodes), {
        lanes: own.sort((a, b) => a.top - b.top),
        shared: index.entering(edge.target).length > 1,
        labelled: plainPorts(step).length > 1,
        rank: ranks.get(edgeKey(edge)) ?? 0,
      });
    });
  const stubs = openEnds(graph, index, nodes, places);
  return { nodes, wires, stubs, loose, root: trees.root, index, box: bounds(nodes, stubs, graph.notes ?? []) };
}

/**
 * The same plan while steps are carried: they stand elsewhere, and the wires that hang on them follow. Everything else
 * is the very same object, so that whoever draws it sees at once what changed.
 * @param {Plan} plan
 * @param {Set<string>} moving
 * @param {Point} by
 * @returns {Plan}
 */
export function shifted(plan, moving, by) {
  const away = (/** @type {Point} */ at) => ({ x: at.x + by.x, y: at.y + by.y });
  const nodes = new Map(plan.nodes);
  for (const id of moving) {
    const at = nodes.get(id);
    if (at) nodes.set(id, away(at));
  }
  const wires = plan.wires.map((wire) => {
    const { edge, points, shared, labelled } = wire;
    const [source, target] = [moving.has(edge.source), moving.has(edge.target)];
    if (source && target) return { ...wire, points: points.map(away), plus: away(wire.plus) };
    if (!source && !target) return wire;
    const step = /** @type {Step} */ (plan.index.steps.get(edge.source));
    return route(edge, portAt(step, edge.port, nodes), entry(edge.target, nodes), { lanes: [], shared, labelled, rank: 0 });
  });
  const stubs = plan.stubs.map((stub) =>
    moving.has(stub.source) ? { ...stub, from: away(stub.from), at: away(stub.at) } : stub,
  );
  return { ...plan, nodes, wires, stubs };
}

/**
 * The main flow at the origin, loose steps where they were put, those without a place beside the flow.
 * @param {Step[]} roots
 * @param {Step | undefined} trigger
 * @param {Map<string, Block>} blocks
 * @returns {Places}
 */
function stand(roots, trigger, blocks) {
  /** @type {Places} */
  const places = { slots: new Map(), lanes: new Map() };
  let beside = 0;
  let shelf = 0;
  for (const root of roots) {
    const own = /** @type {Block} */ (blocks.get(root.id));
    if (root === trigger) {
      place(root.id, { x: 0, y: 0 }, blocks, places);
      beside = own.right + 2 * GAP_X;
    } else if (root.position) {
      place(root.id, { x: root.position[0] + WIDTH / 2, y: root.position[1] }, blocks, places);
    } else {
      place(root.id, { x: beside + own.left, y: shelf }, blocks, places);
      shelf += own.height + GAP_PORTS;
    }
  }
  return places;
}

/**
 * @param {string} root
 * @param {Point} at the middle of its upper edge
 * @param {Map<string, Block>} blocks
 * @param {Places} places is filled; slots are upper left corners
 */
function place(root, at, blocks, places) {
  /** @type {[string, Point][]} */
  const open = [[root, at]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [id, middle] = next;
    places.slots.set(id, { x: middle.x - WIDTH / 2, y: middle.y });
    const own = /** @type {Block} */ (blocks.get(id));
    for (const row of own.rows) {
      for (const item of row.items) {
        const x = middle.x + item.x;
        if (item.id) open.push([item.id, { x, y: middle.y + row.top }]);
        else if (item.lane) places.lanes.set(item.lane, { x, top: middle.y + row.top, bottom: middle.y + row.bottom });
        else if (row === own.rows[0]) openLane(places, id, x);
      }
    }
  }
}

/** @param {Places} places @param {string} id @param {number} x */
function openLane(places, id, x) {
  for (let n = 0; ; n++) {
    const name = `open|${id}|${n}`;
    if (places.lanes.has(name)) continue;
    places.lanes.set(name, { x, top: 0, bottom: 0 });
    return;
  }
}

/**
 * Wires that leave one step to the same side turn one below the other, so that they never lie on each other.
 * @param {Graph} graph
 * @param {Index} index
 * @param {Map<string, Point>} nodes
 * @returns {Map<string, number>}
 */
function rankTurns(graph, index, nodes) {
  /** @type {Map<string, number>} */
  const ranks = new Map();
  for (const step of graph.steps) {
    const edges = index.leaving(step.id);
    if (edges.length < 3) continue;
    /** @param {Edge} edge */
    const side = (edge) => Math.sign(entry(edge.target, nodes).x - portAt(step, edge.port, nodes).x);
    const left = edges.filter((edge) => side(edge) < 0);
    const right = edges.filter((edge) => side(edge) > 0).reverse();
    for (const group of [left, right]) {
      const apart = Math.min(7, 20 / Math.max(1, group.length - 1));
      group.forEach((edge, n) => ranks.set(edgeKey(edge), n * apart));
    }
  }
  return ranks;
}

/**
 * @param {Step} step
 * @param {string} port
 * @param {Map<string, Point>} nodes
 * @returns {Point}
 */
function portAt(step, port, nodes) {
  const at = /** @type {Point} */ (nodes.get(step.id));
  const spot = portSpot(step, port);
  return { x: at.x + spot.x, y: at.y + spot.y };
}

/** @param {string} id @param {Map<string, Point>} nodes @returns {Point} the middle of the upper edge */
function entry(id, nodes) {
  const at = /** @type {Point} */ (nodes.get(id));
  return { x: at.x + WIDTH / 2, y: at.y };
}

/**
 * @param {Graph} graph
 * @param {Index} index
 * @param {Map<string, Point>} nodes
 * @param {Places} places
 * @returns {Stub[]}
 */
function openEnds(graph, index, nodes, places) {
  /** @type {Stub[]} */
  const stubs = [];
  for (const step of graph.steps) {
    const used = new Set(index.leaving(step.id).map((edge) => edge.port));
    const plain = plainPorts(step);
    const open = plain.filter((port) => !used.has(port.id));
    const slot = places.slots.get(step.id) ?? { x: 0, y: 0 };
    open.forEach((port, n) => {
      const from = portAt(step, port.id, nodes);
      const lane = plain.length > 1 ? places.lanes.get(`open|${step.id}|${n}`) : undefined;
      const drift = (nodes.get(step.id)?.x ?? 0) - slot.x;
      const at = lane ? { x: lane.x + drift, y: from.y + 68 } : { x: from.x, y: from.y + 32 };
      const label = plain.length > 1 ? port.label : '';
      stubs.push({ source: step.id, port: port.id, label, from, at });
    });
  }
  return stubs;
}

/**
 * @param {Map<string, Point>} nodes
 * @param {Stub[]} stubs
 * @param {import('./types.js').Note[]} notes
 * @returns {import('./types.js').Box}
 */
function bounds(nodes, stubs, notes) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of nodes.values()) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + WIDTH);
    box.bottom = Math.max(box.bottom, y + HEIGHT);
  }
  for (const { at } of stubs) box.bottom = Math.max(box.bottom, at.y + 14);
  for (const { position: [x, y] } of notes) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + NOTE_WIDTH);
    box.bottom = Math.max(box.bottom, y + NOTE_HEIGHT);
  }
  return nodes.size || notes.length ? box : { left: 0, top: 0, right: WIDTH, bottom: HEIGHT };
}
