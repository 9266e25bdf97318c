/**
 * Notes: slips of paper on the canvas, and the field in which a note is written, on the canvas or on a step.
 *
 * @typedef {import('./types.js').Note} Note
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./node-view.js').Texts} Texts
 */

import { attribute, make, say } from './dom.js';
import { noteKey } from './types.js';

export class NotesView {
  /** @param {Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.layer = make('div', 'flow-notes');
    /** @type {Map<string, HTMLButtonElement>} */
    this.slips = new Map();
    /** @type {HTMLFormElement | null} */
    this.form = null;
  }

  /** @param {Note[]} notes @param {Set<string>} picked */
  show(notes, picked) {
    const known = new Set(notes.map((note) => note.id));
    for (const [id, slip] of this.slips) {
      if (known.has(id)) continue;
      slip.remove();
      this.slips.delete(id);
    }
    for (const { id, text, position } of notes) {
      let slip = this.slips.get(id);
      if (!slip) {
        slip = make('button', 'flow-note');
        slip.type = 'button';
        slip.tabIndex = -1;
        slip.dataset.noteId = id;
        slip.append(make('span', 'hidden-visually', `${this.texts('note')}: `), make('span'));
        this.layer.append(slip);
        this.slips.set(id, slip);
      }
      say(/** @type {Element} */ (slip.lastElementChild), text);
      slip.classList.toggle('chosen', picked.has(noteKey(id)));
      attribute(slip, 'aria-pressed', String(picked.has(noteKey(id))));
      this.move(id, position[0], position[1]);
    }
  }

  /** @param {string} id @param {number} x @param {number} y */
  move(id, x, y) {
    const slip = this.slips.get(id);
    if (slip) slip.style.transform = `translate(${x}px, ${y}px)`;
  }

  /**
   * Opens the field at a place of the plane. Leaving it keeps what was written; Escape does not.
   * @param {HTMLElement} plane
   * @param {Point} at
   * @param {string} text
   * @param {(text: string | null, back: boolean) => void} done `text` null: nothing is to change; `back`: the focus
   *   should go back to where it came from
   */
  write(plane, at, text, done) {
    this.form?.requestSubmit();
    const form = make('form', 'flow-writing');
    const field = make('textarea');
    field.value = text;
    field.rows = 4;
    field.maxLength = 2000;
    field.setAttribute('aria-label', this.texts('note'));
    field.placeholder = this.texts('note_hint');
    const keep = make('button', 'small primary', this.texts('note_keep'));
    const away = make('button', 'small quiet', this.texts('note_away'));
    away.type = 'button';
    const line = make('div', 'line');
    line.append(keep);
    if (text) line.append(away);
    form.append(field, line);
    form.style.transform = `translate(${at.x}px, ${at.y}px)`;
    this.form = form;
    const end = (/** @type {string | null} */ written, back = true) => {
      if (this.form !== form) return;
      this.form = null;
      form.remove();
      done(written === text ? null : written, back);
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      end(field.value.trim());
    });
    away.addEventListener('click', () => end(''));
    // Not every browser gives a pressed button the focus; the field keeps it until the press is over.
    line.addEventListener('pointerdown', (event) => event.preventDefault());
    form.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') end(null);
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) end(field.value.trim());
    });
    form.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) end(field.value.trim(), false);
    });
    plane.append(form);
    field.focus({ preventScroll: true });
  }
}
