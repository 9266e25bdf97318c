/**
 * While something is dragged near an edge of the frame, the drawing moves along, also when the pointer rests there.
 *
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./viewport.js').Viewport} Viewport
 */

const EDGE = 48;
/** Pixels a second, at the edge itself and beyond. */
const FASTEST = 900;

export class Creep {
  /** @param {Viewport} viewport @param {(at: Point) => void} again is called after each movement */
  constructor(viewport, again) {
    this.viewport = viewport;
    this.again = again;
    /** @type {Point} */
    this.at = { x: 0, y: 0 };
    this.frame = 0;
    this.last = 0;
  }

  /** Where the pointer is now. @param {Point} at */
  follow(at) {
    this.at = at;
    if (this.frame || !this.speed().some(Boolean)) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** @param {number} now */
  step(now) {
    const [x, y] = this.speed();
    const seconds = Math.min(0.05, Math.max(0, now - this.last) / 1000);
    this.last = now;
    this.frame = x || y ? requestAnimationFrame((next) => this.step(next)) : 0;
    if (!this.frame || !seconds) return;
    this.viewport.pan(-x * seconds, -y * seconds);
    this.again(this.at);
  }

  /** @returns {[number, number]} */
  speed() {
    const box = this.viewport.frame.getBoundingClientRect();
    const along = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => {
      const deep = at < low + EDGE ? at - low - EDGE : at > high - EDGE ? at - high + EDGE : 0;
      return FASTEST * Math.max(-1, Math.min(1, deep / EDGE));
    };
    return [along(this.at.x, box.left, box.right), along(this.at.y, box.top, box.bottom)];
  }
}
