/**
 * The editor's questions: which kind of step, what stays when a condition goes, and whose change counts.
 *
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Port} Port
 */

import { make } from './dom.js';

/** @param {string} id */
const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));

/**
 * Opens the searchable picker for a place.
 * @param {string} address
 * @param {Record<string, string | undefined>} place
 * @param {{x: number, y: number}} [at] where on the screen it opens; else in the middle
 */
export async function picker(address, place, at) {
  const known = Object.entries(place).filter(([, value]) => value);
  const query = new URLSearchParams(/** @type {[string, string][]} */ (known));
  document.getElementById('picker-body')?.replaceChildren(); // never what was offered for another place
  await /** @type {any} */ (window).htmx.ajax('GET', `${address}?${query}`, { target: '#picker-body', swap: 'innerHTML' });
  const box = dialog('picker');
  if (!box.open) box.showModal();
  stand(box, at);
  /** @type {HTMLElement | null} */ (box.querySelector('input[type="search"]'))?.focus();
}

/**
 * Beside a place, as far as the window allows; on a phone it keeps the whole window.
 * @param {HTMLDialogElement} box
 * @param {{x: number, y: number}} [at]
 */
function stand(box, at) {
  box.style.inset = '';
  box.style.margin = '';
  if (!at || innerWidth < 768) return;
  const [left, top] = [innerWidth - box.offsetWidth - 8, innerHeight - box.offsetHeight - 8];
  box.style.margin = '0';
  box.style.inset = `${Math.max(8, Math.min(at.y + 8, top))}px auto auto ${Math.max(8, Math.min(at.x + 8, left))}px`;
}

/**
 * The operation that a form says: `edge.source` is the source of `edge`.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Op}
 */
export function opOf(form, submitter) {
  /** @type {Record<string, any>} */
  const op = {};
  for (const [key, value] of new FormData(form, submitter)) {
    if (key === 'csrf' || (value === '' && key !== 'text')) continue;
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    parts.reduce((place, part) => (place[part] ??= {}), op)[last] = String(value);
  }
  if (op.place) {
    [op.source, op.port] = op.place.split(' ');
    delete op.place;
  }
  return /** @type {Op} */ (op);
}

/**
 * Asks what stays. Answers the way to keep, "none", or "" where nothing is deleted.
 * @param {string} title
 * @param {Port[]} ways
 * @param {Record<string, string>} texts
 * @returns {Promise<string>}
 */
export function askDelete(title, ways, texts) {
  const box = dialog('ask-delete');
  /** @type {HTMLElement} */ (box.querySelector('h2')).textContent = texts.ask_delete.replace('{step}', title);
  return new Promise((resolve) => {
    const button = (/** @type {string} */ keep, /** @type {string} */ text) => {
      const element = make('button', keep === 'none' ? 'danger' : '', text);
      element.type = 'button';
      element.addEventListener('click', () => box.close(keep));
      return element;
    };
    const all = ways.map((way) => button(way.id, texts.keep.replace('{way}', way.label)));
    document.getElementById('ask-delete-ways')?.replaceChildren(...all, button('none', texts.keep_none));
    box.returnValue = '';
    box.addEventListener('close', () => resolve(box.returnValue), { once: true });
    box.showModal();
  });
}

/**
 * Says what the other change was. Answers whether ours shall be made there too.
 * @param {{said: string, mine: string}} answer
 * @param {string} way ops, undo or redo: each has words of its own in the dialog
 * @param {Record<string, string>} texts
 * @returns {Promise<boolean>}
 */
export function askClash({ said, mine }, way, texts) {
  const box = dialog('clash');
  for (const part of box.querySelectorAll('[data-way]')) part.toggleAttribute('hidden', part.getAttribute('data-way') !== way);
  /** @type {HTMLElement} */ (document.getElementById('clash-said')).textContent = said;
  const own = texts[mine ? 'mine' : 'mine_some'].replace('{what}', mine);
  /** @type {HTMLElement} */ (document.getElementById('clash-mine')).textContent = own;
  return new Promise((resolve) => {
    box.returnValue = 'theirs';
    box.addEventListener('close', () => resolve(box.returnValue === 'again'), { once: true });
    box.showModal();
  });
}
