/**
 * The keyboard: walking along the flow, picking, adding, connecting, moving, deleting. Letters count only while a step
 * or a note has the focus, so that none is taken from anybody who types or speaks elsewhere. Where the drawing itself has
 * it (a press on empty canvas, a frame), the other keys mean what is picked, or the wire that is chosen.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Point} Point
 */

import { Carry } from './carry.js';
import { HEIGHT, WIDTH, noteKey } from './types.js';

const STEP = 24;
const BURST = 500;

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Keys that do nothing by themselves. */
const HELD = new Set(['Alt', 'AltGraph', 'Control', 'Meta', 'Shift']);

/** @param {KeyboardEvent} event */
const rubs = (event) => event.key === 'Delete' || event.key === 'Backspace';

export class Keys {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {{keys: string[], carry: Carry, dx: number, dy: number} | null} */
    this.burst = null;
    /** @type {number | undefined} */
    this.timer = undefined;
    canvas.addEventListener('keydown', (event) => this.press(event));
    canvas.addEventListener('focusin', (event) => this.came(event.target));
    // Not at once: an element that is taken away loses the focus in the middle of a repaint.
    canvas.addEventListener('focusout', () => queueMicrotask(() => this.finish()));
  }

  /** @param {EventTarget | null} target */
  idOf(target) {
    const box = target instanceof Element ? target.closest('.flow-node') : null;
    return box instanceof HTMLElement ? (box.dataset.nodeId ?? '') : '';
  }

  /** The step or note that something stands in. @param {EventTarget | null} target */
  keyOf(target) {
    const slip = target instanceof Element ? target.closest('.flow-note') : null;
    return slip instanceof HTMLElement ? noteKey(slip.dataset.noteId ?? '') : this.idOf(target);
  }

  /** The focus is somewhere now; where keys brought it, it is seen. @param {EventTarget | null} target */
  came(target) {
    const id = this.idOf(target);
    this.rove(id);
    const { plan, view, viewport } = this.canvas;
    if (!(target instanceof HTMLElement) || !view.plane.contains(target) || !target.matches(':focus-visible')) return;
    const at = plan.nodes.get(id);
    const box = target.getBoundingClientRect();
    const [from, to] = [viewport.toPlane({ x: box.left, y: box.top }), viewport.toPlane({ x: box.right, y: box.bottom })];
    viewport.reveal(
      at
        ? { left: at.x, top: at.y, right: at.x + WIDTH, bottom: at.y + HEIGHT }
        : { left: from.x, top: from.y, right: to.x, bottom: to.y },
    );
  }

  /** One step alone is reached by Tab: the one that had the focus last. @param {string} id */
  rove(id) {
    const { view, selected, graph } = this.canvas;
    const wanted = [id, selected, graph.steps[0]?.id].find((one) => one && view.nodes.has(one));
    const first = wanted ?? view.nodes.keys().next().value;
    for (const [key, node] of view.nodes) node.face.tabIndex = key === first ? 0 : -1;
    for (const [n, slip] of [...view.notes.slips.values()].entries()) slip.tabIndex = n ? -1 : 0;
  }

  /** The step with the focus and all above it: who gets the focus when it goes. */
  heirs() {
    const heirs = [this.idOf(document.activeElement)];
    const { index } = this.canvas.plan;
    for (let id = heirs[0]; id; id = index.entering(id)[0]?.source ?? '') heirs.push(id);
    return heirs[0] ? heirs : [];
  }

  /** @param {string[]} heirs */
  inherit(heirs) {
    const { plan, graph } = this.canvas;
    const heir = heirs.find((id) => plan.nodes.has(id)) ?? (heirs.length ? (graph.steps[0]?.id ?? '') : '');
    if (heirs.length && heir !== heirs[0]) this.canvas.focusNode(heir);
    this.rove(heir);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { canvas } = this;
    const way = WAYS[event.key];
    if (!(way && event.altKey) && !HELD.has(event.key)) this.finish(); // another gesture begins
    const own = this.keyOf(event.target);
    const key = own || (event.target === canvas ? [...canvas.selection.keys][0] : '');
    if (this.common(event) || !key) return;
    const control = event.ctrlKey || event.metaKey;
    if (way && event.altKey) this.carried(canvas.selection.with(key), way[0] * STEP, way[1] * STEP);
    else if (way && !control) this.walk(key, event);
    else if (control && event.key === ' ' && !canvas.readonly) canvas.selection.toggle(key);
    else if (event.key === 'Enter' && canvas.linking.active) canvas.linking.to(key);
    else if (control || event.altKey || canvas.readonly) return;
    else if (rubs(event)) this.remove(key);
    else if (!own || !this.letter(event.key, key)) return;
    event.preventDefault();
  }

  /** @param {string} letter @param {string} key */
  letter(letter, key) {
    const { canvas } = this;
    const step = !key.startsWith('#');
    if (letter === 'x') canvas.selection.toggle(key);
    else if (letter === 'n' && step) canvas.selection.writeOn(key);
    else if (letter === 'n') canvas.selection.writeNote(key.slice(1));
    else if (step && (letter === '+' || letter === 'a')) canvas.insertAfter(key);
    else if (step && letter === 'c') canvas.linking.start(key);
    else if (step && letter === 'f') this.fold(key);
    else if (step && letter === 'm') canvas.menu.forStep(key, canvas.view.nodes.get(key)?.face ?? null);
    else return false;
    return true;
  }

  /**
   * What works wherever the focus is within the canvas.
   * @param {KeyboardEvent} event
   */
  common(event) {
    const { canvas } = this;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && key === 'z') canvas.tell(event.shiftKey ? 'flow:redo' : 'flow:undo');
    else if (control && key === 'y') canvas.tell('flow:redo');
    else if (control && key === 'f') canvas.search.open();
    else if (control && key === 'a' && !canvas.readonly) canvas.selection.all();
    else if (event.key === 'F6') canvas.tell('flow:panel');
    else if (event.key === 'Escape' && canvas.linking.active) canvas.linking.end(true);
    else if (event.key === 'Escape' && canvas.selection.keys.size > 1) canvas.selection.set([]);
    else if (rubs(event) && canvas.wire && event.target === canvas && !canvas.readonly) canvas.cutWire();
    else return false;
    event.preventDefault();
    return true;
  }

  /** @param {string} key */
  remove(key) {
    const { selection } = this.canvas;
    if (!selection.keys.has(key)) selection.set([key]);
    selection.remove();
  }

  /** @param {string} id */
  fold(id) {
    const { canvas } = this;
    const ports = (canvas.graph.steps.find((step) => step.id === id)?.ports ?? []).map((port) => `${id}.${port.id}`);
    const open = ports.filter((fold) => canvas.graph.edges.some((edge) => `${edge.source}.${edge.port}` === fold));
    const shut = ports.filter((fold) => canvas.foldKeys.has(fold));
    for (const fold of shut.length ? shut : open) canvas.toggleFold(fold);
  }

  /** @param {string} key @param {KeyboardEvent} event */
  walk(key, event) {
    const next = key.startsWith('#') ? this.nextNote(key.slice(1), event.key) : this.nextStep(key, event.key);
    if (!next) return;
    const { selection, view } = this.canvas;
    if (event.shiftKey && !this.canvas.readonly) selection.set([...selection.keys, key, next], true);
    if (next.startsWith('#')) view.notes.slips.get(next.slice(1))?.focus();
    else this.canvas.focusNode(next);
  }

  /** @param {string} id @param {string} key */
  nextNote(id, key) {
    const ids = (this.canvas.graph.notes ?? []).map((note) => note.id);
    const at = ids.indexOf(id) + (key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1);
    return ids[at] ? noteKey(ids[at]) : '';
  }

  /** @param {string} id @param {string} key */
  nextStep(id, key) {
    const { index } = this.canvas.plan;
    if (key === 'ArrowDown' && index.leaving(id).length) return index.leaving(id)[0].target;
    if (key === 'ArrowUp' && index.entering(id).length) return index.entering(id)[0].source;
    return this.neighbour(id, WAYS[key]);
  }

  /**
   * The nearest step in a direction; what stands on the same height comes first.
   * @param {string} id
   * @param {[number, number]} way
   */
  neighbour(id, [dx, dy]) {
    const { nodes } = this.canvas.plan;
    const here = /** @type {Point} */ (nodes.get(id));
    let best = '';
    let least = Infinity;
    for (const [other, at] of nodes) {
      const along = (at.x - here.x) * dx + (at.y - here.y) * dy;
      const aside = Math.abs((at.x - here.x) * dy) + Math.abs((at.y - here.y) * dx);
      if (other === id || along < HEIGHT / 4) continue;
      const far = along + 3 * aside;
      if (far < least) [best, least] = [other, far];
    }
    return best;
  }

  /** Moves things; presses that follow soon are the same gesture. @param {string[]} keys @param {number} dx @param {number} dy */
  carried(keys, dx, dy) {
    if (this.canvas.readonly) return;
    if (this.burst?.keys.join() !== keys.join()) this.finish();
    this.burst ??= { keys, carry: new Carry(this.canvas, keys), dx: 0, dy: 0 };
    this.burst.dx += dx;
    this.burst.dy += dy;
    this.burst.carry.show(this.burst.dx, this.burst.dy);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.finish(), BURST);
  }

  /** One operation for a burst of keys. */
  finish() {
    if (!this.burst) return;
    const { carry, dx, dy } = this.burst;
    this.burst = null;
    clearTimeout(this.timer);
    carry.drop(dx, dy);
  }
}
