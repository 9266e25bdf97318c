/**
 * The settings panel's glue: nothing typed is lost, and values are picked from a list.
 */

import './value-text.js';

/** @typedef {import('./value-text.js').ValueText} ValueText */

/** The settings form that holds what the server does not have yet. @type {HTMLFormElement | null} */
let unsaved = null;
/** How often something was typed, so that an answer to older words is told from one to the last. */
let typed = 0;
let sent = 0;
/** @type {(() => void)[]} */
let after = [];

/** @param {EventTarget | null} target */
const settings = (target) =>
  target instanceof Element ? /** @type {HTMLFormElement | null} */ (target.closest('form.settings')) : null;

document.addEventListener('input', (event) => {
  const form = settings(event.target);
  if (!form) return;
  unsaved = form;
  form.dataset.unsaved = '';
  typed += 1;
  // A way's name is saved when it is finished: half a name would be another way.
  if (event.target instanceof Element && event.target.closest('.key-value')) event.stopPropagation();
}, true);

document.addEventListener('change', (event) => {
  const form = settings(event.target);
  if (form) unsaved = form;
}, true);

document.addEventListener('htmx:before:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const form = settings(ctx?.sourceElement);
  if (!form || !(ctx.request.body instanceof URLSearchParams)) return;
  sent = typed;
  // It may have waited for another one: what is sent is what stands here now, and what that one's answer said it was.
  const now = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const button = ctx.request.submitter?.name;
  for (const value of button ? ctx.request.body.getAll(button) : []) now.append(button, value);
  ctx.request.body = now;
});

// The answer to older words says nothing of those typed since, which are sent next: it must not put the old ones back.
document.addEventListener('htmx:before:swap', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const form = settings(ctx?.sourceElement);
  if (!form || sent === typed || ctx.request.submitter?.name === 'do') return;
  const answered = new DOMParser().parseFromString(ctx.text, 'text/html').querySelector('form.settings [name="was"]');
  const was = form.elements.namedItem('was');
  if (!(was instanceof HTMLInputElement && answered instanceof HTMLInputElement)) return;
  event.preventDefault();
  was.value = answered.value;
});

document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const form = settings(ctx?.sourceElement);
  if (!form || sent !== typed) return;
  unsaved = null;
  delete form.dataset.unsaved;
  for (const go of after.splice(0)) go();
});

/** Sends what was typed even though the form or the page goes away. */
function flush() {
  const form = unsaved;
  unsaved = null;
  if (!form) return;
  const headers = { ...JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}'), 'HX-Request': 'true' };
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  fetch(form.action, { method: 'POST', headers, body, keepalive: true }).then(
    () => document.body.dispatchEvent(new Event('step-saved')),
    () => {},
  );
}

document.addEventListener('htmx:before:cleanup', (event) => {
  const gone = event.target;
  if (unsaved && gone instanceof Element && (gone === unsaved || gone.contains(unsaved))) flush();
});
addEventListener('pagehide', flush);

// Trying and publishing wait until what was typed is saved.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !('afterSaving' in form.dataset) || !unsaved) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  after.push(() => form.requestSubmit());
  unsaved.requestSubmit();
}, true);

// ------------------------------------------------------------------------------------------------ picking values

/** @type {ValueText | null} */
let into = null;
/** The plain field that a name of the store goes into. @type {HTMLInputElement | null} */
let plain = null;
/** Whether it holds several names. */
let several = false;
const box = /** @type {HTMLDialogElement | null} */ (document.getElementById('values'));

/** @param {HTMLAnchorElement} link */
async function open(link) {
  const field = document.getElementById(link.dataset.values ?? '');
  into = /** @type {ValueText | null} */ (field?.closest('value-text') ?? null);
  plain = field instanceof HTMLInputElement ? field : null;
  several = 'several' in link.dataset;
  if (!box || !field) return;
  await /** @type {any} */ (window).htmx.ajax('GET', link.href, { target: '#values-body', swap: 'innerHTML' });
  if (!box.open) box.showModal();
  /** @type {HTMLElement | null} */ (box.querySelector('input[type="search"]'))?.focus();
}

/** @param {HTMLElement} button */
function pick(button) {
  box?.close();
  if (button.dataset.name !== undefined) {
    choose(button.dataset.name);
    return;
  }
  const name = button.querySelector('.value-title')?.textContent ?? '';
  into?.insert(button.dataset.insert ?? '', button.dataset.path ?? '', name);
}

/** Puts a name of the store into the field: behind those that are there where it holds several. @param {string} name */
function choose(name) {
  const field = plain;
  if (!field) return;
  const before = field.value.trim().replace(/,$/, '');
  field.value = several && before ? `${before}, ${name}` : name;
  into?.show(field.value);
  for (const what of ['input', 'change']) field.dispatchEvent(new Event(what, { bubbles: true }));
  if (into) into.text?.focus();
  else field.focus();
}

document.addEventListener('click', (event) => {
  const on = (/** @type {string} */ what) =>
    event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(what)) : null;
  const link = on('[data-values]');
  const value = on('[data-insert]');
  if (link instanceof HTMLAnchorElement && box) open(link);
  else if (value && box?.contains(value)) pick(value);
  else if (on('[data-close-values]') && box?.open) box.close();
  else return;
  event.preventDefault();
});

box?.addEventListener('keydown', (event) => {
  const buttons = /** @type {HTMLElement[]} */ ([...box.querySelectorAll('[data-insert]')]);
  const here = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const searching = event.target instanceof HTMLInputElement;
  if (event.key === 'Enter' && searching) {
    event.preventDefault();
    if (buttons[0]) pick(buttons[0]);
  } else if (event.key === 'ArrowDown' && buttons.length) {
    event.preventDefault();
    buttons[Math.min(here + 1, buttons.length - 1)].focus();
  } else if (event.key === 'ArrowUp' && here >= 0) {
    event.preventDefault();
    if (here) buttons[here - 1].focus();
    else /** @type {HTMLElement | null} */ (box.querySelector('input[type="search"]'))?.focus();
  }
});
