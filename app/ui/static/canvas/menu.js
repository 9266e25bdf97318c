/**
 * The menu of a step, an arrow, a note, of all that is picked, or of the canvas: every gesture as one click.
 *
 * It opens by its button, by the other mouse button, by a long press, and by the key that opens menus.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Step} Step
 * @typedef {{text: string, work: () => void, sign?: string, stays?: boolean, bad?: boolean}} Item
 *   `sign`: shown instead of the text, several in one line; `stays`: the menu stays open.
 */

import { targetAt } from './aim.js';
import { make } from './dom.js';
import { hangingUnder } from './fold.js';
import { isStart, mainWay, stepOf } from './model.js';
import { HEIGHT, WIDTH, edgeKey, noteKey } from './types.js';

const MOVE = 24;

export class Menu {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.box = make('div', 'flow-menu');
    this.box.setAttribute('role', 'menu');
    this.box.hidden = true;
    /** @type {(() => void) | null} gives the focus back */
    this.back = null;
    canvas.append(this.box);
    if (canvas.readonly) return;
    canvas.addEventListener('contextmenu', (event) => this.asked(event));
    this.box.addEventListener('keydown', (event) => this.press(event));
    this.box.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.box.contains(event.relatedTarget)) this.close(false);
    });
  }

  /** @param {MouseEvent} event */
  asked(event) {
    const target = event.target;
    if (!(target instanceof Element) || target.closest('input, textarea, .flow-menu, .flow-tools')) return;
    event.preventDefault();
    this.show(target, { x: event.clientX, y: event.clientY });
  }

  /** @param {Element} target @param {Point} at on the screen */
  show(target, at) {
    const { canvas } = this;
    canvas.pointers.cancel();
    const id = canvas.keys.idOf(target);
    const note = target.closest('.flow-note');
    const key = note instanceof HTMLElement ? noteKey(note.dataset.noteId ?? '') : id;
    const wire = target.closest('[data-edge]');
    const edge = canvas.graph.edges.find((other) => wire instanceof Element && edgeKey(other) === wire.getAttribute('data-edge'));
    if (key && canvas.selection.keys.size > 1 && canvas.selection.keys.has(key)) this.open(this.several(), at, target);
    else if (note) this.open(this.note(key.slice(1)), at, target);
    else if (id) this.forStep(id, target, at);
    else this.open(edge ? this.arrow(edge) : this.ground(at), at, target);
  }

  /** @param {string} id @param {Element | null} from @param {Point} [at] */
  forStep(id, from, at) {
    const box = from?.getBoundingClientRect();
    this.open(this.step(id), at ?? { x: box?.left ?? 0, y: box?.bottom ?? 0 }, from);
  }

  /** @param {string} name @param {() => void} work @param {Record<string, string>} [values] @returns {Item} */
  item(name, work, values) {
    return { text: this.canvas.text(name, values), work };
  }

  /** @param {string} id @returns {Item[]} */
  step(id) {
    const { canvas } = this;
    const step = stepOf(canvas.graph, id);
    const start = isStart(canvas.graph, id, canvas.types);
    const plain = step.ports.filter((port) => !port.quiet);
    const way = mainWay(step);
    const only = (/** @type {() => void} */ work) => () => {
      canvas.select(id);
      work();
    };
    return [
      ...(way ? [this.item('menu_add', () => canvas.insertAfter(id)), this.item('menu_connect', () => canvas.linking.start(id))] : []),
      ...(plain.length === 2 ? [this.item('menu_swap', () => canvas.change({ op: 'swap', step: id }))] : []),
      ...this.folds(step),
      this.item(step.note ? 'menu_note' : 'menu_note_new', () => canvas.selection.writeOn(id)),
      this.item('copy', only(() => canvas.clipboard.copy())),
      ...(start
        ? []
        : [
            this.item('cut', only(() => canvas.clipboard.cut())),
            this.item('duplicate', only(() => canvas.clipboard.duplicate())),
          ]),
      ...(way && canvas.clipboard.kept ? [this.item('menu_paste_after', () => this.paste({ after: id }))] : []),
      ...this.moves(() => [id]),
      ...(start ? [] : [{ ...this.item('delete', () => canvas.removeStep(id)), bad: true }]),
    ];
  }

  /** @param {Step} step @returns {Item[]} */
  folds(step) {
    const { canvas } = this;
    return step.ports.flatMap((port) => {
      const fold = `${step.id}.${port.id}`;
      const n = canvas.foldKeys.has(fold) ? (canvas.folds.counts.get(fold) ?? 0) : hangingUnder(canvas.graph, fold).size;
      const values = { port: port.label, n: String(n) };
      const name = canvas.foldKeys.has(fold) ? 'menu_unfold' : 'menu_fold';
      return n ? [this.item(name, () => canvas.toggleFold(fold), values)] : [];
    });
  }

  /** @returns {Item[]} */
  several() {
    const { selection, clipboard } = this.canvas;
    return [
      this.item('copy', () => clipboard.copy()),
      this.item('cut', () => clipboard.cut()),
      this.item('duplicate', () => clipboard.duplicate()),
      ...this.moves(() => [...selection.keys]),
      { ...this.item('delete', () => selection.remove()), bad: true },
    ];
  }

  /** @param {string} id @returns {Item[]} */
  note(id) {
    const { canvas } = this;
    const only = (/** @type {() => void} */ work) => () => {
      canvas.selection.set([noteKey(id)]);
      work();
    };
    return [
      this.item('menu_note', () => canvas.selection.writeNote(id)),
      this.item('copy', only(() => canvas.clipboard.copy())),
      this.item('cut', only(() => canvas.clipboard.cut())),
      ...this.moves(() => [noteKey(id)]),
      { ...this.item('delete', () => canvas.change({ op: 'note', id, text: '' })), bad: true },
    ];
  }

  /** @param {Edge} edge @returns {Item[]} */
  arrow(edge) {
    const { canvas } = this;
    return [
      this.item('menu_add_here', () => canvas.tell('flow:insert', { edge })),
      ...(canvas.clipboard.kept ? [this.item('menu_paste', () => this.paste({ edge }))] : []),
      this.item('lead', () => canvas.linking.lead(edge)),
      { ...this.item('disconnect', () => canvas.cutWire(edge)), bad: true },
    ];
  }

  /** @param {Point} at @returns {Item[]} */
  ground(at) {
    const { canvas } = this;
    const place = canvas.viewport.toPlane(at);
    const position = [Math.round(place.x - WIDTH / 2), Math.round(place.y - HEIGHT / 2)];
    const target = targetAt(canvas, at);
    return [
      ...(target?.edge ? this.arrow(target.edge) : []),
      this.item('note_add', () => canvas.selection.writeAt(place)),
      ...(canvas.clipboard.kept ? [this.item('menu_paste', () => this.paste({ position }))] : []),
      this.item('pick_all', () => canvas.selection.all()),
      this.item('find', () => canvas.search.open()),
      ...(canvas.foldKeys.size ? [this.item('unfold_all', () => this.unfold())] : []),
      this.item('tidy', () => canvas.layout()),
    ];
  }

  unfold() {
    for (const fold of [...this.canvas.foldKeys]) this.canvas.toggleFold(fold);
  }

  /** @param {import('./clipboard.js').Place} place */
  paste(place) {
    this.canvas.clipboard.paste(this.canvas.clipboard.kept, place);
  }

  /** @param {() => string[]} keys @returns {Item[]} */
  moves(keys) {
    /** @type {[string, string, number, number][]} */
    const ways = [['←', 'left', -MOVE, 0], ['↑', 'up', 0, -MOVE], ['↓', 'down', 0, MOVE], ['→', 'right', MOVE, 0]];
    return ways.map(([sign, name, dx, dy]) => ({
      ...this.item(`move_${name}`, () => this.canvas.keys.carried(keys(), dx, dy)),
      sign,
      stays: true,
    }));
  }

  /** @param {Item[]} items @param {Point} at on the screen @param {Element | null} from has the focus afterwards */
  open(items, at, from) {
    const { canvas, box } = this;
    const button = from?.closest('button');
    const id = canvas.keys.idOf(from);
    this.back = () => (button?.isConnected ? button : canvas.view.need(id)?.face)?.focus({ preventScroll: true });
    const row = make('div', 'flow-menu-row');
    box.replaceChildren();
    for (const { text, work, sign, stays, bad } of items) {
      const element = make('button', sign ? 'flow-menu-move' : bad ? 'danger' : '', sign ?? text);
      element.type = 'button';
      element.setAttribute('role', 'menuitem');
      element.tabIndex = -1;
      if (sign) {
        element.setAttribute('aria-label', text);
        element.title = text;
        if (!row.isConnected) box.append(row);
      }
      element.addEventListener('click', () => {
        if (!stays) this.close(true);
        work();
      });
      (sign ? row : box).append(element);
    }
    box.hidden = false;
    const frame = canvas.getBoundingClientRect();
    const [x, y] = [at.x - frame.left, at.y - frame.top];
    box.style.left = `${Math.max(4, Math.min(x, canvas.clientWidth - box.offsetWidth - 4))}px`;
    box.style.top = `${Math.max(4, Math.min(y, canvas.clientHeight - box.offsetHeight - 4))}px`;
    this.items[0]?.focus();
  }

  get items() {
    return [...this.box.querySelectorAll('button')];
  }

  /** @param {boolean} back whether the focus goes back */
  close(back) {
    if (this.box.hidden) return;
    this.box.hidden = true;
    if (back) this.back?.();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { items } = this;
    const here = items.findIndex((item) => item === document.activeElement);
    const forward = event.key === 'ArrowDown' || event.key === 'ArrowRight';
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') this.close(true);
    else if (forward) items[(here + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') items[(here + items.length - 1) % items.length]?.focus();
    else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items[items.length - 1]?.focus();
    else if (event.key.length === 1 && /\S/.test(event.key)) {
      const next = [...items.slice(here + 1), ...items];
      next.find((item) => item.textContent?.toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase()))?.focus();
    } else return;
    event.preventDefault();
  }
}
