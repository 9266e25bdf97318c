/**
 * What is picked: one step (then its settings are open), or several steps and notes; and what can be done with them.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Box} Box
 * @typedef {import('./types.js').Point} Point
 */

import { Carry } from './carry.js';
import { make } from './dom.js';
import { stepOf } from './model.js';
import { HEIGHT, NOTE_HEIGHT, NOTE_WIDTH, WIDTH, noteKey, touches } from './types.js';

export class Selection {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {Set<string>} steps by id, notes by `noteKey` */
    this.keys = new Set();
    /** Whether a plain click adds to what is picked, and a plain drag on empty canvas draws a frame. */
    this.several = false;
    this.bar = make('div', 'flow-bar');
    this.bar.setAttribute('role', 'group');
    this.bar.setAttribute('aria-label', canvas.text('picked'));
    this.bar.hidden = true;
    this.count = make('span', 'flow-count');
    this.bar.append(this.count);
    /** @type {[string, () => void][]} */
    const works = [
      ['copy', () => canvas.clipboard.copy()],
      ['cut', () => canvas.clipboard.cut()],
      ['duplicate', () => canvas.clipboard.duplicate()],
      ['delete', () => this.remove()],
      ['pick_none', () => this.set([])],
    ];
    for (const [name, work] of works) {
      const element = make('button', name === 'delete' ? 'small quiet danger' : 'small quiet', canvas.text(name));
      element.type = 'button';
      element.addEventListener('click', () => {
        work();
        if (this.bar.hidden) canvas.take();
      });
      this.bar.append(element);
    }
    canvas.append(this.bar);
  }

  /** The step whose settings are open, "" for none. */
  get step() {
    const [only] = this.keys;
    return this.keys.size === 1 && !only.startsWith('#') ? only : '';
  }

  get steps() {
    return [...this.keys].filter((key) => !key.startsWith('#'));
  }

  get notes() {
    return [...this.keys].filter((key) => key.startsWith('#')).map((key) => key.slice(1));
  }

  /** @param {Iterable<string>} keys @param {boolean} [aloud] says how many they are */
  set(keys, aloud = false) {
    const next = new Set(keys);
    const same = next.size === this.keys.size && [...next].every((key) => this.keys.has(key));
    if (same && !this.canvas.wire) return;
    const had = this.step;
    this.keys = next;
    this.canvas.wire = '';
    this.told();
    this.canvas.present(this.canvas.plan, false);
    if (aloud) this.canvas.view.speak(this.canvas.text('picked_n', { n: String(next.size) }));
    if (this.step !== had) this.canvas.tell('flow:select', { id: this.step });
  }

  told() {
    this.bar.hidden = this.keys.size < 2 || this.canvas.readonly;
    this.canvas.classList.toggle('many', this.keys.size > 1);
    this.count.textContent = this.canvas.text('picked_n', { n: String(this.keys.size) });
  }

  /** What is no longer there is not picked. */
  prune() {
    const known = this.canvas.everything();
    const left = [...this.keys].filter((key) => known.has(key));
    if (left.length === this.keys.size) return;
    const had = this.step;
    this.keys = new Set(left);
    this.told();
    if (this.step !== had) this.canvas.tell('flow:select', { id: this.step });
  }

  /** @param {string} key */
  toggle(key) {
    const next = new Set(this.keys);
    if (!next.delete(key)) next.add(key);
    this.set(next, true);
  }

  /** @param {string} key @param {MouseEvent} event */
  click(key, event) {
    const more = this.several || event.shiftKey || event.ctrlKey || event.metaKey;
    if (more && !this.canvas.readonly) return this.toggle(key);
    const again = key.startsWith('#') && this.keys.size === 1 && this.keys.has(key);
    if (again && !this.canvas.readonly) return this.writeNote(key.slice(1));
    this.set([key]);
  }

  /** Picks what was just put in, and shows it. @param {string[]} keys */
  show(keys) {
    if (!keys.length) return;
    this.set(keys, keys.length > 1);
    const first = keys.find((key) => !key.startsWith('#'));
    if (first) this.canvas.focusNode(first);
    else this.canvas.view.notes.slips.get(keys[0].slice(1))?.focus();
  }

  all() {
    this.set(this.canvas.everything(), true);
  }

  /** What a frame touches. @param {Box} box @param {Iterable<string>} kept */
  frame(box, kept) {
    const { plan, graph } = this.canvas;
    const keys = new Set(kept);
    for (const [id, { x, y }] of plan.nodes) {
      if (touches(box, { left: x, top: y, right: x + WIDTH, bottom: y + HEIGHT })) keys.add(id);
    }
    for (const { id, position: [x, y] } of graph.notes ?? []) {
      if (touches(box, { left: x, top: y, right: x + NOTE_WIDTH, bottom: y + NOTE_HEIGHT })) keys.add(noteKey(id));
    }
    this.set(keys);
  }

  /** What a gesture on a thing means: all that is picked, if it is among it; else the thing alone. @param {string} key */
  with(key) {
    return this.keys.has(key) ? [...this.keys] : [key];
  }

  /** @param {number} dx @param {number} dy */
  move(dx, dy) {
    if (this.keys.size) new Carry(this.canvas, this.keys).drop(dx, dy);
  }

  /** Deletes what is picked: for one step the path heals or is asked about, for several it heals. */
  remove() {
    if (this.step) return this.canvas.removeStep(this.step);
    const [{ id } = { id: '' }] = (this.canvas.graph.notes ?? []).filter((note) => this.keys.has(noteKey(note.id)));
    if (this.keys.size === 1 && id) this.canvas.change({ op: 'note', id, text: '' });
    else if (this.keys.size) this.canvas.change({ op: 'delete_all', steps: this.steps, notes: this.notes });
  }

  // -------------------------------------------------------------------------------------------------- notes

  /** Writes a new note on the canvas. @param {Point} at */
  writeAt(at) {
    const used = new Set((this.canvas.graph.notes ?? []).map((note) => note.id));
    let n = 1;
    while (used.has(`note_${n}`)) n++;
    const position = [Math.round(at.x), Math.round(at.y)];
    this.write(at, '', (text) => text && this.canvas.change({ op: 'note', id: `note_${n}`, text, position }));
  }

  /** @param {string} id of a note on the canvas */
  writeNote(id) {
    const note = this.canvas.graph.notes?.find((other) => other.id === id);
    if (!note) return;
    const [x, y] = note.position;
    this.write({ x, y }, note.text, (text, back) => {
      if (text !== null) this.canvas.change({ op: 'note', id, text });
      if (back) this.canvas.view.notes.slips.get(id)?.focus({ preventScroll: true });
    });
  }

  /** @param {string} id of a step */
  writeOn(id) {
    const at = this.canvas.plan.nodes.get(id) ?? { x: 0, y: 0 };
    this.write({ x: at.x, y: at.y + HEIGHT + 8 }, stepOf(this.canvas.graph, id).note ?? '', (text, back) => {
      if (text !== null) this.canvas.change({ op: 'note', step: id, text });
      if (back) this.canvas.focusNode(id);
    });
  }

  /** @param {Point} at @param {string} text @param {(text: string | null, back: boolean) => void} done */
  write(at, text, done) {
    const { viewport, view } = this.canvas;
    viewport.reveal({ left: at.x, top: at.y, right: at.x + WIDTH, bottom: at.y + 3 * HEIGHT + 40 });
    view.notes.write(view.plane, at, text, done);
  }
}
