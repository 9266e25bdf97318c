/**
 * Copy, cut and paste, also between workflows and tabs: what is copied is text, so any clipboard takes it.
 *
 * The browser's own copy and paste events work everywhere and ask nobody. Buttons have no such event: they write to the
 * clipboard where that is allowed, and always to this browser's storage, which is where they read from.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Note} Note
 * @typedef {{edge?: Edge, after?: string, position?: number[]}} Place
 * @typedef {{storeflow: 'steps', steps: Record<string, unknown>[], edges: Edge[], notes: Note[]}} Clip
 */

import { mainWay } from './model.js';
import { HEIGHT, WIDTH, noteKey } from './types.js';

const KEPT = 'storeflow-clipboard';
const BESIDE = 60;

export class Clipboard {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    if (canvas.readonly) return;
    document.addEventListener('copy', (event) => this.take(event, false));
    document.addEventListener('cut', (event) => this.take(event, true));
    document.addEventListener('paste', (event) => this.put(event));
  }

  /** Whether the person means the canvas, and no text. */
  get meant() {
    const { canvas } = this;
    const focus = document.activeElement;
    if (!canvas.isConnected || !canvas.clientWidth || focus?.closest('input, textarea, select, [contenteditable]')) return false;
    return focus === null || focus === document.body || canvas.contains(focus);
  }

  /** @param {ClipboardEvent} event @param {boolean} away */
  take(event, away) {
    const text = this.meant && document.getSelection()?.isCollapsed !== false ? this.text() : '';
    if (!text) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    this.keep(text);
    this.taken(away);
  }

  /** @param {ClipboardEvent} event */
  put(event) {
    if (!this.meant) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    this.paste(clipOf(text) ? text : '', this.place());
  }

  copy() {
    this.write(false);
  }

  cut() {
    this.write(true);
  }

  /** @param {boolean} away */
  write(away) {
    const text = this.text();
    if (!text) return;
    this.keep(text);
    navigator.clipboard?.writeText(text).catch(() => {}); // not allowed here: the kept text is enough for our own buttons
    this.taken(away);
  }

  /** @param {string} text */
  keep(text) {
    try {
      localStorage.setItem(KEPT, text);
    } catch {
      // Storage is full or switched off: the system's clipboard has it.
    }
  }

  /** What a button pastes. */
  get kept() {
    try {
      return localStorage.getItem(KEPT) ?? '';
    } catch {
      return '';
    }
  }

  /** @param {boolean} away */
  taken(away) {
    const { canvas } = this;
    const n = String(this.keys.length);
    if (away) {
      if (!canvas.selection.keys.size) canvas.select(this.keys[0]);
      canvas.selection.remove();
    } else canvas.view.speak(canvas.text('copied', { n }));
  }

  /** What is copied: all that is picked, else the step that has the focus. */
  get keys() {
    const { selection, keys } = this.canvas;
    const focused = keys.idOf(document.activeElement);
    return selection.keys.size ? [...selection.keys] : focused ? [focused] : [];
  }

  /** The copied part as text, with the place of each step; "" where nothing is picked. */
  text() {
    const { graph, plan } = this.canvas;
    const keys = new Set(this.keys);
    const steps = graph.steps.filter((step) => keys.has(step.id)).map((step) => this.step(step));
    const notes = (graph.notes ?? []).filter((note) => keys.has(noteKey(note.id)));
    const edges = graph.edges.filter((edge) => keys.has(edge.source) && keys.has(edge.target));
    return plan && (steps.length || notes.length) ? JSON.stringify({ storeflow: 'steps', steps, edges, notes }) : '';
  }

  /** @param {Step} step */
  step({ id, type, note, copy }) {
    const at = this.canvas.plan.nodes.get(id);
    return { id, type, ...copy, ...(note ? { note } : {}), ...(at ? { position: [Math.round(at.x), Math.round(at.y)] } : {}) };
  }

  /** Where a paste goes: on the wire that is chosen, after the step that is, else loose in the middle. @returns {Place} */
  place() {
    const { canvas } = this;
    const edge = canvas.chosenEdge;
    if (edge) return { edge };
    const step = canvas.graph.steps.find((one) => one.id === (canvas.selected || canvas.keys.idOf(document.activeElement)));
    if (step && canvas.selection.keys.size < 2 && mainWay(step)) return { after: step.id };
    const { x, y } = canvas.selection.keys.size > 1 ? this.beside() : canvas.viewport.middle();
    return { position: [Math.round(x - WIDTH / 2), Math.round(y - HEIGHT / 2)] };
  }

  /** A place to the right of what is picked, for the middle of a step. */
  beside() {
    const spots = this.canvas.selection.steps.map((id) => this.canvas.plan.nodes.get(id)).filter((at) => at !== undefined);
    const notes = (this.canvas.graph.notes ?? []).filter((note) => this.canvas.selection.keys.has(noteKey(note.id)));
    const all = [...spots, ...notes.map(({ position: [x, y] }) => ({ x, y }))];
    const x = Math.max(...all.map((at) => at.x)) + WIDTH + BESIDE + WIDTH / 2;
    return { x, y: Math.min(...all.map((at) => at.y)) + HEIGHT / 2 };
  }

  /** @param {string} text @param {Place} place */
  paste(text, place) {
    const { canvas } = this;
    const clip = clipOf(text);
    if (!clip) return canvas.refuse(canvas.text('paste_none'));
    const { steps, edges, notes } = clip;
    const only = canvas.viewport.middle();
    // Notes alone never stand on a wire.
    const where = steps.length || place.position ? place : { position: [Math.round(only.x), Math.round(only.y)] };
    canvas.change({ op: 'paste', steps, edges, notes, ...where });
  }

  duplicate() {
    const { canvas } = this;
    const text = this.text();
    if (canvas.selected) canvas.change({ op: 'duplicate', step: canvas.selected });
    else if (text) {
      const { x, y } = this.beside();
      this.paste(text, { position: [Math.round(x - WIDTH / 2), Math.round(y - HEIGHT / 2)] });
    }
  }
}

/** @param {string} text @returns {Clip | null} null where it is not ours */
function clipOf(text) {
  if (!text.startsWith('{"storeflow"')) return null;
  try {
    const clip = JSON.parse(text);
    return clip.storeflow === 'steps' ? clip : null;
  } catch {
    return null;
  }
}
