/**
 * Folding a branch away: what hangs only under one way out is left out of the drawing, and counted at its place.
 *
 * Folds are a matter of looking, not of the workflow: they are kept by the page, never in the document.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {{graph: Graph, counts: Map<string, number>, under: Map<string, string>}} Folded
 *   `counts`: hidden steps by `step.port`; `under`: which fold hides a step.
 */

import { Index, forest } from './blocks.js';
import { edgeKey } from './types.js';

/**
 * What hangs only under one way out: the steps that can't be reached past it.
 * @param {Graph} graph
 * @param {string} fold `step.port`
 * @returns {Set<string>}
 */
export function hangingUnder(graph, fold) {
  const index = new Index(graph);
  const dot = fold.indexOf('.');
  const [source, port] = [fold.slice(0, dot), fold.slice(dot + 1)];
  const heads = index.leaving(source).filter((edge) => edge.port === port).map((edge) => edge.target);
  if (!heads.length) return new Set();
  // Without the arrows of this way, whatever is still reached from a root that was one before does not hang under it.
  const roots = graph.steps.filter((step) => !index.entering(step.id).length).map((step) => step.id);
  const rest = { ...graph, edges: graph.edges.filter((edge) => edge.source !== source || edge.port !== port) };
  const reached = new Set(forest(new Index(rest), roots).order);
  const found = new Set(heads.filter((id) => !reached.has(id)));
  for (const id of found) for (const edge of index.leaving(id)) if (!reached.has(edge.target)) found.add(edge.target);
  return found;
}

/**
 * The drawing without what is folded away. Arrows out of a fold leave by its way out.
 * @param {Graph} graph
 * @param {Set<string>} folds
 * @returns {Folded}
 */
export function folded(graph, folds) {
  /** @type {Folded} */
  const all = { graph, counts: new Map(), under: new Map() };
  if (!folds.size) return all;
  const known = new Set(graph.steps.map((step) => step.id));
  for (const fold of folds) {
    if (!known.has(fold.slice(0, fold.indexOf('.')))) continue;
    const hidden = hangingUnder(graph, fold);
    if (hidden.size) all.counts.set(fold, hidden.size);
    for (const id of hidden) if (!all.under.has(id)) all.under.set(id, fold);
  }
  const outer = (/** @type {string} */ id) => {
    let fold = all.under.get(id);
    for (let next = fold; next; next = all.under.get(next.slice(0, next.indexOf('.')))) fold = next;
    return fold;
  };
  /** @type {Map<string, Edge>} */
  const edges = new Map();
  for (const edge of graph.edges) {
    if (all.under.has(edge.target)) continue;
    const fold = outer(edge.source) ?? '';
    const dot = fold.indexOf('.');
    const shown = fold ? { source: fold.slice(0, dot), port: fold.slice(dot + 1), target: edge.target } : edge;
    edges.set(edgeKey(shown), shown);
  }
  const steps = graph.steps.filter((step) => !all.under.has(step.id));
  return { ...all, graph: { ...graph, steps, edges: [...edges.values()] } };
}
