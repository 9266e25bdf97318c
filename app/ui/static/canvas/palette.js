/**
 * Dragging a kind of step from the palette onto the canvas, with mouse, finger or pen (HTML's own drag knows no touch).
 * A click on it is another matter: the page answers it, so that nobody has to drag.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 */

import { aim, targetAt } from './aim.js';
import { Creep } from './creep.js';

const NUDGE = 6;

/**
 * @param {HTMLElement} palette holds elements with `data-flow-type`
 * @param {FlowCanvas} canvas
 */
export function palette(palette, canvas) {
  /** @type {{item: HTMLElement, x: number, y: number, id: number, ghost: HTMLElement | null} | null} */
  let drag = null;
  let swallow = false;
  const over = (/** @type {{x: number, y: number}} */ at) => aim(canvas, targetAt(canvas, at));
  const creep = new Creep(canvas.viewport, over);

  const search = palette.querySelector('input[type="search"]');
  search?.addEventListener('input', () => find(search instanceof HTMLInputElement ? search.value : ''));

  /** Shows what every word fits to, in open drawers; without words all is as it was. @param {string} typed */
  function find(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const part of palette.querySelectorAll('li[data-words]')) {
      if (!(part instanceof HTMLElement)) continue;
      const text = (part.dataset.words ?? '').toLowerCase();
      part.hidden = !words.every((word) => text.includes(word));
      found += part.hidden ? 0 : 1;
    }
    for (const drawer of palette.querySelectorAll('details.drawer')) {
      if (!(drawer instanceof HTMLDetailsElement)) continue;
      drawer.open = words.length > 0;
      drawer.hidden = words.length > 0 && !drawer.querySelector('li:not([hidden])');
    }
    for (const shelf of palette.querySelectorAll(':scope > section')) {
      if (shelf instanceof HTMLElement) shelf.hidden = words.length > 0 && !shelf.querySelector('li:not([hidden])');
    }
    const none = palette.querySelector('#palette-none');
    if (none instanceof HTMLElement) none.hidden = found > 0;
  }

  palette.addEventListener('pointerdown', (event) => {
    const item = event.target instanceof Element ? event.target.closest('[data-flow-type]') : null;
    if (!(item instanceof HTMLElement) || event.button) return;
    swallow = false;
    drag = { item, x: event.clientX, y: event.clientY, id: event.pointerId, ghost: null };
  });
  palette.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < NUDGE) return;
      drag.item.setPointerCapture(event.pointerId);
      drag.ghost = /** @type {HTMLElement} */ (drag.item.cloneNode(true));
      drag.ghost.classList.add('flow-ghost');
      drag.ghost.style.width = `${drag.item.offsetWidth}px`;
      drag.ghost.setAttribute('aria-hidden', 'true');
      document.body.append(drag.ghost);
    }
    drag.ghost.style.transform = `translate(${event.clientX + 10}px, ${event.clientY + 10}px)`;
    const at = { x: event.clientX, y: event.clientY };
    const box = canvas.getBoundingClientRect();
    over(at);
    // Only within the canvas: on its way there the pointer passes beside it.
    if (at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom) creep.follow(at);
    else creep.stop();
  });
  palette.addEventListener('pointerup', (event) => {
    const done = end(event.pointerId);
    if (!done) return;
    swallow = true;
    const box = canvas.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) canvas.dropAt(done.dataset.flowType ?? '', x, y);
  });
  palette.addEventListener('pointercancel', (event) => end(event.pointerId));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && drag) end(drag.id);
  });
  palette.addEventListener(
    'click',
    (event) => {
      if (!swallow) return;
      swallow = false;
      event.stopPropagation();
      event.preventDefault();
    },
    true,
  );

  /** @param {number} id @returns {HTMLElement | null} what was really dragged */
  function end(id) {
    if (!drag || id !== drag.id) return null;
    const { item, ghost } = drag;
    drag = null;
    creep.stop();
    aim(canvas, null);
    ghost?.remove();
    return ghost ? item : null;
  }
}
