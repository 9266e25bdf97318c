/**
 * What lies under the pointer, and showing where something would land.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Point} Point
 * @typedef {{edge?: Edge, source?: string, port?: string, node?: string, key: string}} Target
 *   A wire, an open end or a step.
 */

import { refusal } from './model.js';
import { HEIGHT, WIDTH } from './types.js';
import { distanceTo } from './wires.js';

const NEAR_PLUS = 30;
const NEAR_WIRE = 22;

/** @param {FlowCanvas} canvas @param {Point} screen @returns {Target | null} */
export function targetAt({ plan, viewport, folds }, screen) {
  const at = viewport.toPlane(screen);
  for (const [id, box] of plan.nodes) {
    if (at.x >= box.x && at.x <= box.x + WIDTH && at.y >= box.y && at.y <= box.y + HEIGHT) return { node: id, key: id };
  }
  /** @type {Target | null} */
  let best = null;
  let least = Infinity;
  for (const { edge, key, points, plus } of plan.wires) {
    if (folds.counts.has(`${edge.source}.${edge.port}`)) continue;
    const far = Math.min(Math.hypot(plus.x - at.x, plus.y - at.y) - NEAR_PLUS + NEAR_WIRE, distanceTo(at, points));
    if (far < NEAR_WIRE && far < least) [best, least] = [{ edge, key }, far];
  }
  for (const { source, port, at: end } of plan.stubs) {
    const far = Math.hypot(end.x - at.x, end.y - at.y);
    const key = `${source}.${port}`;
    if (far < NEAR_PLUS && far < least && !folds.counts.has(key)) [best, least] = [{ source, port, key }, far];
  }
  return best;
}

/**
 * Shows where something would land; for a wire also whether it may.
 * @param {FlowCanvas} canvas
 * @param {Target | null} target
 * @param {{source: string, port: string}} [from]
 */
export function aim(canvas, target, from) {
  for (const element of canvas.querySelectorAll('.aim, .aim-no')) element.classList.remove('aim', 'aim-no');
  if (!target) return;
  const plus = canvas.view.wires.plusOf.get(target.key)?.element;
  const element = target.node ? canvas.view.nodes.get(target.node)?.box : plus;
  const no = from && target.node && refusal(canvas.graph, { ...from, target: target.node }, canvas.types);
  element?.classList.add(no ? 'aim-no' : 'aim');
}
