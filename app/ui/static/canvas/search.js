/**
 * Finding a step by its name, its summary, its note or its id: what is found is marked, and the present one centred.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Step} Step
 */

import { button, make } from './dom.js';
import { HEIGHT, WIDTH } from './types.js';

export class Search {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {string[]} ids in the order of the steps */
    this.hits = [];
    /** @type {Set<string>} */
    this.found = new Set();
    this.at = 0;
    this.form = make('form', 'flow-search');
    this.form.setAttribute('role', 'search');
    this.form.hidden = true;
    this.field = make('input');
    this.field.type = 'search';
    this.field.autocomplete = 'off';
    this.field.placeholder = canvas.text('find');
    this.field.setAttribute('aria-label', canvas.text('find'));
    this.count = make('span', 'flow-count');
    this.count.setAttribute('role', 'status');
    /** @type {[string, string, () => void][]} */
    const works = [
      ['↑', 'find_before', () => this.go(-1)],
      ['↓', 'find_next', () => this.go(1)],
      ['×', 'find_close', () => this.close()],
    ];
    const buttons = works.map(([sign, name, work]) => {
      const element = button('flow-tool', sign);
      element.tabIndex = 0;
      element.title = canvas.text(name);
      element.setAttribute('aria-label', canvas.text(name));
      element.addEventListener('click', work);
      return element;
    });
    this.form.append(this.field, this.count, ...buttons);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    this.form.addEventListener('keydown', (event) => this.press(event));
    this.field.addEventListener('input', () => this.look());
    canvas.append(this.form);
  }

  open() {
    this.form.hidden = false;
    this.field.select();
    this.field.focus();
    this.look();
  }

  /** The focus goes to the step that was found. */
  close() {
    if (this.form.hidden) return;
    const id = this.hits[this.at] ?? this.canvas.selected ?? this.canvas.graph.steps[0]?.id;
    this.form.hidden = true;
    this.hits = [];
    this.mark();
    if (id) this.canvas.focusNode(id);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    event.stopPropagation();
    const control = (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    if (event.key === 'Escape') this.close();
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && event.shiftKey) || event.key === 'F3') {
      this.go(event.shiftKey ? -1 : 1);
    } else if (event.key === 'ArrowUp') this.go(-1);
    else if (control === 'f') this.field.select();
    else return;
    event.preventDefault();
  }

  look() {
    const words = this.field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const hit = (/** @type {Step} */ step) => {
      const title = this.canvas.types[step.type]?.title ?? '';
      const text = [title, step.summary, step.note, step.id, step.type].join(' ').toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    this.hits = words.length ? this.canvas.graph.steps.filter(hit).map((step) => step.id) : [];
    this.at = 0;
    this.mark();
    this.show();
  }

  mark() {
    this.found = new Set(this.hits);
    this.canvas.present(this.canvas.plan, false);
  }

  /** @param {number} by */
  go(by) {
    if (!this.hits.length) return;
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    this.show();
  }

  show() {
    const { canvas, hits } = this;
    const id = hits[this.at];
    for (const element of canvas.querySelectorAll('.flow-node.here')) element.classList.remove('here');
    const none = this.field.value.trim() ? canvas.text('find_none') : '';
    this.count.textContent = id
      ? canvas.text('find_at', { n: String(this.at + 1), all: String(hits.length), step: canvas.titleOf(id) })
      : none;
    if (!id) return;
    canvas.unfoldTo(id);
    const at = canvas.plan.nodes.get(id);
    if (at) canvas.viewport.centre({ x: at.x + WIDTH / 2, y: at.y + HEIGHT / 2 });
    canvas.view.need(id)?.box.classList.add('here');
  }
}
