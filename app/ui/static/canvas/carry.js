/**
 * Steps and notes that are carried somewhere: shown there at once, one operation when they are put down.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Spot} Spot
 */

import { shifted } from './layout.js';
import { noteKey } from './types.js';

/** As near to its own place, a step goes back to it. */
const SNAP = 10;

export class Carry {
  /** @param {FlowCanvas} canvas @param {Iterable<string>} keys steps by id, notes by `noteKey` */
  constructor(canvas, keys) {
    this.canvas = canvas;
    const { graph, plan } = canvas;
    const picked = new Set(keys);
    this.steps = graph.steps.filter((step) => picked.has(step.id) && plan.nodes.has(step.id));
    this.notes = (graph.notes ?? []).filter((note) => picked.has(noteKey(note.id)));
    /** What stands by a position takes along all that hangs under it. */
    this.heads = new Set(this.steps.filter((step) => this.free(step)).map((step) => step.id));
    this.moving = new Set(this.steps.map((step) => step.id));
    for (const [id, root] of plan.root) if (this.heads.has(root)) this.moving.add(id);
  }

  /** Whether a step stands by a position, not by an offset. @param {Step} step */
  free(step) {
    const { plan, types } = this.canvas;
    return !plan.index.entering(step.id).length && types[step.type]?.kind !== 'trigger';
  }

  /** @param {number} dx @param {number} dy */
  show(dx, dy) {
    const { canvas } = this;
    canvas.present(shifted(canvas.plan, this.moving, { x: dx, y: dy }), false);
    for (const { id, position } of this.notes) canvas.view.notes.move(id, position[0] + dx, position[1] + dy);
  }

  /** Everything stands where it was. */
  stop() {
    this.canvas.present(this.canvas.plan, false);
  }

  /** @param {number} dx @param {number} dy */
  drop(dx, dy) {
    const known = this.canvas.everything();
    const gone = [...this.moving].some((id) => !known.has(id)) || this.notes.some((note) => !known.has(noteKey(note.id)));
    if (!gone && (Math.round(dx) || Math.round(dy))) this.canvas.change(this.operation(dx, dy));
    else this.stop();
  }

  /** @param {number} dx @param {number} dy @returns {Op} */
  operation(dx, dy) {
    const { root } = this.canvas.plan;
    const steps = this.steps
      .filter((step) => this.heads.has(step.id) || !this.heads.has(root.get(step.id) ?? ''))
      .map((step) => ({ step: step.id, ...this.place(step, dx, dy) }));
    const notes = this.notes.map(({ id, position }) => ({ id, position: spot(position[0] + dx, position[1] + dy) }));
    if (steps.length === 1 && !notes.length) return { op: 'move', ...steps[0] };
    if (notes.length === 1 && !steps.length) return { op: 'note', text: this.notes[0].text, ...notes[0] };
    return { op: 'move_all', steps, notes };
  }

  /** @param {Step} step @param {number} dx @param {number} dy */
  place(step, dx, dy) {
    if (this.heads.has(step.id)) {
      const at = this.canvas.plan.nodes.get(step.id) ?? { x: 0, y: 0 };
      return { position: spot(at.x + dx, at.y + dy) };
    }
    const offset = spot((step.offset?.[0] ?? 0) + dx, (step.offset?.[1] ?? 0) + dy);
    return { offset: Math.hypot(...offset) < SNAP ? spot(0, 0) : offset };
  }
}

/** @param {number} x @param {number} y @returns {Spot} */
const spot = (x, y) => [Math.round(x), Math.round(y)];
