/**
 * Panning and zooming: which part of the drawing is seen.
 *
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Box} Box
 */

const LEAST = 0.25;
const MOST = 2;
const LEAST_FIT = 0.75;
const MARGIN = 40;
/** What the tools in the corner take of the frame. */
const FOOT = 72;
const GRID = 24;
/** How much around the frame is drawn too, in pixels of the screen. */
const AROUND = 500;

export class Viewport {
  /**
   * @param {HTMLElement} frame
   * @param {HTMLElement} plane is moved inside the frame
   * @param {() => void} changed another part is seen now
   */
  constructor(frame, plane, changed) {
    this.frame = frame;
    this.plane = plane;
    this.changed = changed;
    this.x = 0;
    this.y = 0;
    this.k = 1;
    /** The frame's size. Asking the browser each time would make it lay out the page between two movements. */
    this.width = 0;
    this.height = 0;
    this.measure();
    /** @type {number | undefined} */
    this.rest = undefined;
  }

  /** The frame has another size now. */
  measure() {
    this.width = this.frame.clientWidth;
    this.height = this.frame.clientHeight;
  }

  /** Shows the present state. Nothing that is inherited is set here: a pan must not restyle every step. */
  show() {
    this.plane.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.k})`;
    this.frame.style.backgroundPosition = `${this.x}px ${this.y}px`;
    this.frame.style.backgroundSize = `${GRID * this.k}px ${GRID * this.k}px`;
    this.changed();
  }

  /** @param {number} dx @param {number} dy in pixels of the screen */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.show();
  }

  /**
   * @param {number} factor
   * @param {Point} at stays where it is; in pixels of the screen
   */
  zoom(factor, at) {
    const box = this.frame.getBoundingClientRect();
    const k = Math.min(MOST, Math.max(LEAST, this.k * factor));
    const [x, y] = [at.x - box.left, at.y - box.top];
    this.x = x - ((x - this.x) * k) / this.k;
    this.y = y - ((y - this.y) * k) / this.k;
    this.k = k;
    this.show();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.settle(), 120);
  }

  /** Keeps what is small large enough to hit: once, when a zoom is over. */
  settle() {
    this.plane.style.setProperty('--flow-inverse', String(Math.max(1, 1 / this.k)));
  }

  /** What the frame shows of the drawing. @param {boolean} [around] with what lies near it @returns {Box} */
  seen(around = false) {
    const more = around ? AROUND : 0;
    const { width, height } = this;
    return {
      left: (-this.x - more) / this.k,
      top: (-this.y - more) / this.k,
      right: (width + more - this.x) / this.k,
      bottom: (height + more - this.y) / this.k,
    };
  }

  /** The place of the drawing in the middle of the frame. @returns {Point} */
  middle() {
    const { left, top, right, bottom } = this.seen();
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  /** Brings a place of the drawing to the middle of the frame. @param {Point} at */
  centre(at) {
    this.x = this.width / 2 - at.x * this.k;
    this.y = this.height / 2 - at.y * this.k;
    this.show();
  }

  /** @param {Point} screen @returns {Point} the same place in the drawing */
  toPlane(screen) {
    const box = this.frame.getBoundingClientRect();
    return { x: (screen.x - box.left - this.x) / this.k, y: (screen.y - box.top - this.y) / this.k };
  }

  /**
   * The whole drawing, or where its text would be too small to read, its top.
   * @param {Box} box
   */
  fit(box) {
    const { width, height } = this;
    if (!width || !height) return;
    const wide = (width - 2 * MARGIN) / (box.right - box.left);
    const high = (height - MARGIN - FOOT) / (box.bottom - box.top);
    this.k = Math.min(1, Math.max(LEAST_FIT, Math.min(wide, high)));
    const spare = width - (box.right - box.left) * this.k;
    // Where it is wider than the frame, the start stands in the middle of it.
    this.x = spare >= 0 ? spare / 2 - box.left * this.k : width / 2;
    // On a phone the switch between the views lies over the upper edge.
    this.y = (width < 600 ? 1.75 : 1) * MARGIN - box.top * this.k;
    this.show();
    this.settle();
  }

  /**
   * Moves as little as needed to show a box.
   * @param {Box} box
   */
  reveal(box) {
    const { width, height } = this;
    const edge = 24;
    const left = box.left * this.k + this.x;
    const right = box.right * this.k + this.x;
    const top = box.top * this.k + this.y;
    const bottom = box.bottom * this.k + this.y;
    const dx = left < edge ? edge - left : right > width - edge ? width - edge - right : 0;
    const dy = top < edge ? edge - top : bottom > height - FOOT ? height - FOOT - bottom : 0;
    if (dx || dy) this.pan(dx, dy);
  }
}
