/**
 * The geometry of wires: where ports sit, which way a wire takes, and how near a point is to it.
 *
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Wire} Wire
 * @typedef {{x: number, top: number, bottom: number}} Lane
 */

import { HEIGHT, WIDTH, edgeKey } from './types.js';

const BEND = 58;
const RADIUS = 10;

/**
 * Where a port sits on its step's lower edge, from the step's upper left corner.
 * @param {Step} step
 * @param {string} port
 * @returns {Point}
 */
export function portSpot(step, port) {
  const plain = step.ports.filter((other) => !other.quiet);
  const at = plain.findIndex((other) => other.id === port);
  return { x: at < 0 ? WIDTH - 26 : (WIDTH * (at + 1)) / (plain.length + 1), y: HEIGHT };
}

/**
 * @param {Edge} edge
 * @param {Point} from the port
 * @param {Point} to the middle of the target's upper edge
 * @param {{lanes: Lane[], shared: boolean, labelled: boolean, rank: number}} how `shared`: other wires lead there too;
 *   `rank`: how much lower than its neighbours it turns
 * @returns {Wire}
 */
export function route(edge, from, to, { lanes, shared, labelled, rank }) {
  const points = [from];
  let here = from;
  for (const lane of lanes) {
    turn(points, here, { x: lane.x, y: lane.top }, rank);
    here = { x: lane.x, y: lane.bottom };
  }
  if (to.y - here.y >= 40) {
    turn(points, here, to, rank);
    points.push(to);
  } else {
    const beside = Math.abs(from.x - to.x) > WIDTH + 40 ? (here.x + to.x) / 2 : Math.max(here.x, to.x) + WIDTH / 2 + 30;
    const [down, up] = [here.y + 20, to.y - 20];
    points.push({ x: here.x, y: down }, { x: beside, y: down }, { x: beside, y: up }, { x: to.x, y: up }, to);
  }
  return { edge, key: edgeKey(edge), points, plus: plus(from, to, lanes, shared, labelled), shared, labelled };
}

/**
 * Down, across, and on.
 * @param {Point[]} points
 * @param {Point} from
 * @param {Point} to
 * @param {number} rank
 */
function turn(points, from, to, rank) {
  if (Math.abs(from.x - to.x) < 0.5) return;
  const y = Math.min(Math.max(to.y - BEND + rank, from.y + 14), to.y - 14);
  points.push({ x: from.x, y }, { x: to.x, y });
}

/**
 * Where the `+` sits: near the step that it would come before, or where several wires meet, on this one alone.
 * @param {Point} from
 * @param {Point} to
 * @param {Lane[]} lanes
 * @param {boolean} shared
 * @param {boolean} labelled
 * @returns {Point}
 */
function plus(from, to, lanes, shared, labelled) {
  const straight = Math.abs(from.x - to.x) < 0.5 && !lanes.length;
  if (straight && !labelled) return { x: to.x, y: (from.y + to.y) / 2 };
  if (!shared) return { x: to.x, y: to.y - 24 };
  if (lanes.length) return { x: lanes[0].x, y: (lanes[0].top + lanes[0].bottom) / 2 };
  return { x: from.x, y: from.y + (labelled ? 42 : 20) };
}

/**
 * @param {Point[]} points
 * @returns {string} an SVG path with round corners
 */
export function pathOf(points) {
  let path = `M${points[0].x} ${points[0].y}`;
  for (let n = 1; n < points.length - 1; n++) {
    const [a, b, c] = [points[n - 1], points[n], points[n + 1]];
    const round = Math.min(RADIUS, distance(a, b) / 2, distance(b, c) / 2);
    const start = toward(b, a, round);
    const end = toward(b, c, round);
    path += `L${start.x} ${start.y}Q${b.x} ${b.y} ${end.x} ${end.y}`;
  }
  const last = points[points.length - 1];
  return `${path}L${last.x} ${last.y}`;
}

/** @param {Point} a @param {Point} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** @param {Point} from @param {Point} to @param {number} far */
function toward(from, to, far) {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * far) / length, y: from.y + ((to.y - from.y) * far) / length };
}

/**
 * How far a point is from a wire.
 * @param {Point} point
 * @param {Point[]} points
 */
export function distanceTo(point, points) {
  let least = Infinity;
  for (let n = 1; n < points.length; n++) {
    const [a, b] = [points[n - 1], points[n]];
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const along = length ? ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length : 0;
    const t = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y)));
  }
  return least;
}
