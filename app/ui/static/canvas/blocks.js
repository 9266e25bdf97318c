/**
 * Which step hangs under which: the reading of a drawing that the layout is made from.
 *
 * Every step that is reached from a root belongs to exactly one step above it: the nearest one that all ways to it
 * pass (its dominator). What hangs under a step is stacked in levels: a step where branches meet lies below them all.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Step} Step
 */

export class Index {
  /** @param {Graph} graph */
  constructor(graph) {
    /** @type {Map<string, Step>} */
    this.steps = new Map(graph.steps.map((step) => [step.id, step]));
    /** @type {Map<string, Edge[]>} */
    this.out = new Map(graph.steps.map((step) => [step.id, []]));
    /** @type {Map<string, Edge[]>} */
    this.into = new Map(graph.steps.map((step) => [step.id, []]));
    for (const edge of graph.edges) {
      const out = this.out.get(edge.source);
      const into = this.into.get(edge.target);
      if (out && into) {
        out.push(edge);
        into.push(edge);
      }
    }
    for (const [id, edges] of this.out) {
      const step = /** @type {Step} */ (this.steps.get(id));
      const order = new Map(step.ports.map((port, n) => [port.id, n]));
      const last = step.ports.length;
      edges.sort((a, b) => (order.get(a.port) ?? last) - (order.get(b.port) ?? last));
    }
  }

  /**
   * @param {string} id
   * @returns {Edge[]} the arrows out of a step, in the order of its ports
   */
  leaving(id) {
    return this.out.get(id) ?? [];
  }

  /**
   * @param {string} id
   * @returns {Edge[]} the arrows into a step
   */
  entering(id) {
    return this.into.get(id) ?? [];
  }
}

/**
 * @typedef {object} Forest
 * @property {string[]} order every step, those above first
 * @property {Map<string, string>} above the step that each hangs under; roots have none
 * @property {Map<string, string[]>} under what hangs under each, in reading order
 * @property {Map<string, number>} level among what hangs under the same step
 * @property {Map<string, string>} root of each step
 */

/**
 * @param {Index} index
 * @param {string[]} roots the trigger first; a step belongs to the first root that reaches it
 * @returns {Forest}
 */
export function forest(index, roots) {
  /** @type {Map<string, string>} */
  const root = new Map();
  /** @type {string[]} */
  const order = [];
  for (const start of roots) order.push(...reach(index, start, root));
  const place = new Map(order.map((id, n) => [id, n]));
  /** @type {Map<string, string>} */
  const above = new Map();
  /** @type {Map<string, number>} */
  const depth = new Map();
  /** @param {string} a @param {string} b */
  const meet = (a, b) => {
    while (a !== b) {
      if (/** @type {number} */ (depth.get(a)) >= /** @type {number} */ (depth.get(b)) && above.has(a)) {
        a = /** @type {string} */ (above.get(a));
      } else {
        b = /** @type {string} */ (above.get(b));
      }
    }
    return a;
  };
  for (const id of order) {
    const sources = index.entering(id).filter((edge) => root.get(edge.source) === root.get(id));
    if (root.get(id) === id || !sources.length) {
      depth.set(id, 0);
      continue;
    }
    const dominator = sources.map((edge) => edge.source).reduce(meet);
    above.set(id, dominator);
    depth.set(id, /** @type {number} */ (depth.get(dominator)) + 1);
  }
  return { order, above, root, ...stack(index, order, above, place) };
}

/**
 * @param {Index} index
 * @param {string} start
 * @param {Map<string, string>} root is filled
 * @returns {string[]} what is reached and was not before, each after all that leads to it
 */
function reach(index, start, root) {
  /** @type {string[]} */
  const done = [];
  /** @type {[string, number][]} */
  const open = [];
  if (!root.has(start)) {
    root.set(start, start);
    open.push([start, 0]);
  }
  while (open.length) {
    const top = open[open.length - 1];
    const edges = index.leaving(top[0]);
    if (top[1] === edges.length) {
      done.push(top[0]);
      open.pop();
      continue;
    }
    // From the last arrow to the first, so that the reversed order reads from left to right.
    const next = edges[edges.length - 1 - top[1]++].target;
    if (!root.has(next)) {
      root.set(next, start);
      open.push([next, 0]);
    }
  }
  return done.reverse();
}

/**
 * @param {Index} index
 * @param {string[]} order
 * @param {Map<string, string>} above
 * @param {Map<string, number>} place
 */
function stack(index, order, above, place) {
  /** @type {Map<string, string[]>} */
  const under = new Map(order.map((id) => [id, []]));
  /** @type {Map<string, number>} */
  const level = new Map();
  for (const id of order) {
    const parent = above.get(id);
    if (parent === undefined) continue;
    /** @type {string[]} */ (under.get(parent)).push(id);
    let lowest = 0;
    for (const edge of index.entering(id)) {
      if (!place.has(edge.source)) continue;
      const branch = branchUnder(edge.source, parent, above);
      if (branch !== null && branch !== id) lowest = Math.max(lowest, (level.get(branch) ?? 0) + 1);
    }
    level.set(id, lowest);
  }
  return { under, level };
}

/**
 * @param {string} id
 * @param {string} parent
 * @param {Map<string, string>} above
 * @returns {string | null} the step right under `parent` whose block holds `id`; null where it is `parent` itself
 */
export function branchUnder(id, parent, above) {
  let branch = null;
  /** @type {string | undefined} */
  let here = id;
  while (here !== undefined && here !== parent) {
    branch = here;
    here = above.get(here);
  }
  return here === parent ? branch : null;
}
