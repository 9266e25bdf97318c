/**
 * The glue of the editor's page: gestures become operations, choosing a step loads its settings, a click on the palette
 * or in the picker adds a step. Everything here also works as a plain form or link, without this file.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Port} Port
 */

import { askDelete, askClash, opOf, picker } from './dialogs.js';
import { palette } from './palette.js';
import { mainWay } from './model.js';
import { Saver } from './saver.js';

const page = /** @type {HTMLElement} */ (document.querySelector('.editor'));
const canvas = /** @type {FlowCanvas} */ (page.querySelector('flow-canvas'));
const panel = /** @type {HTMLElement} */ (page.querySelector('.panel'));
const trouble = /** @type {HTMLElement} */ (document.getElementById('trouble'));
const texts = JSON.parse(document.querySelector('script[data-block="texts"]')?.textContent ?? '{}');
const base = page.dataset.base ?? '';
const htmx = /** @type {any} */ (window).htmx;

/** @type {{source?: string, port?: string, beside: boolean}} the way out whose wire was dropped on empty canvas */
let drawn = { beside: false };
/** How often the drawing is being asked for at this moment. */
let following = 0;
/** Until the settings that were sent last are kept: they make the draft another one. @type {Promise<void>} */
let sending = Promise.resolve();

const saver = new Saver(base, Number(page.dataset.rev), JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}'), {
  saved(answer, last) {
    warn('');
    if (!last) return;
    canvas.settle(answer.graph);
    canvas.view.speak(answer.said);
    changed();
  },
  refused(answer) {
    canvas.settle(answer.graph);
    changed(); // what went before it in the same breath was kept
    warn(answer.said || texts.refused);
  },
  async clash(answer, way) {
    const again = await askClash(answer, way, texts);
    if (!again) {
      canvas.settle(answer.graph);
      changed();
    }
    return again;
  },
  ready: () => sending,
  state(state) {
    page.dataset.rev = String(saver.rev);
    const mark = document.getElementById('saved-mark');
    if (mark) mark.textContent = texts[state];
    if (state === 'unsaved') warn(texts.offline);
  },
});

/** @param {string} text */
function warn(text) {
  trouble.hidden = !text;
  trouble.textContent = text;
}

/** What is shown of the draft beside the canvas is asked for anew. */
function changed() {
  htmx.trigger(document.body, 'draft-changed');
}

/** Whether the drawing has this step. @param {string} id */
const there = (id) => canvas.graph.steps.some((step) => step.id === id);

/** Shows a step's settings, or the workflow's facts. @param {string} id */
async function open(id) {
  page.dataset.chosen = id;
  history.replaceState(null, '', id ? `?step=${id}` : location.pathname);
  await saver.idle();
  if (page.dataset.chosen !== id) return;
  if (id && !there(id)) return open(''); // what was on its way took it away
  // The same step again keeps what is being typed and where the focus is; another one begins anew.
  const swap = document.getElementById('step-panel')?.dataset.step === id ? 'innerMorph' : 'innerHTML';
  await htmx.ajax('GET', id ? `${base}/steps/${id}` : `${base}/facts`, { target: panel, swap });
}

/** Where a click on the palette puts a step: after the one that is chosen, else at the end of the flow. */
function end() {
  const { graph, selected } = canvas;
  let here = graph.steps.find((step) => step.id === selected) ?? graph.steps[0];
  if (!here) return null;
  const seen = new Set();
  while (!selected && !seen.has(here.id)) {
    seen.add(here.id);
    const next = graph.edges.find((edge) => edge.source === here.id && edge.port === mainWay(here));
    const target = next && graph.steps.find((step) => step.id === next.target);
    if (!target) break;
    here = target;
  }
  return here.id;
}

/** @param {string} type */
function addAtEnd(type) {
  const node = end();
  const way = node && mainWay(/** @type {any} */ (canvas.graph.steps.find((step) => step.id === node)));
  if (canvas.types[type]?.kind === 'trigger') canvas.change({ op: 'replace_trigger', type });
  else if (node && way) canvas.insertAt({ node }, type);
  else canvas.insertAt({ position: [320, 0] }, type);
}

/**
 * A form that says an operation. What the canvas can show at once goes through it.
 * @param {SubmitEvent} event
 */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if ('afterSaving' in form.dataset) {
    const rev = form.elements.namedItem('rev');
    if (rev instanceof HTMLInputElement) rev.value = String(saver.rev);
    if (!saver.work) return;
    event.preventDefault();
    saver.idle().then(() => form.requestSubmit());
  } else if (form.dataset.log) {
    event.preventDefault();
    saver.move(form.dataset.log === 'redo' ? 'redo' : 'undo').then(refresh);
  } else if ('op' in form.dataset) {
    event.preventDefault();
    document.querySelector('dialog[open]')?.closest('dialog')?.close();
    const op = opOf(form, event.submitter);
    if (op.op === 'add') {
      const beside = drawn.beside && drawn.source === op.after && drawn.port === op.port;
      canvas.insertAt({ .../** @type {any} */ (op), source: op.after, beside }, String(op.type));
    }
    else canvas.change(op);
  }
}

/** After undo and redo the chosen step's settings may be others. */
async function refresh() {
  await saver.idle();
  const id = page.dataset.chosen ?? '';
  open(there(id) ? id : '');
}

/** @param {string} id */
function choose(id) {
  if (!there(id)) return changed(); // the link is older than the drawing
  canvas.select(id);
  canvas.focusNode(id);
  if (canvas.offsetParent === null) panel.focus();
}

/** @param {MouseEvent} event */
function clicked(event) {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const on = (/** @type {string} */ what) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(what));
  const offer = on('.palette [data-flow-type]');
  const step = on('[data-step]:is(a)');
  const pick = on('[data-pick]');
  const tool = on('[data-canvas]');
  const shown = on('.views a');
  if (offer) addAtEnd(offer.dataset.flowType ?? '');
  else if (step) choose(step.dataset.step ?? '');
  else if (pick) {
    drawn = { beside: false };
    picker(`${base}/picker`, { source: pick.dataset.source, port: pick.dataset.port, kind: pick.dataset.kind });
  } else if (on('[data-close]')) canvas.select('');
  else if (on('[data-close-picker]')) document.querySelector('dialog')?.close();
  else if (tool) canvas.layout();
  else if (shown) {
    page.dataset.view = shown.classList.contains('to-list') ? 'list' : 'canvas';
    canvas.fit();
  } else return;
  event.preventDefault();
}

canvas.addEventListener('flow:change', (event) => {
  const { op } = /** @type {CustomEvent<{op: Op}>} */ (event).detail;
  warn('');
  saver.send(op).then(() => {
    const shown = document.getElementById('step-panel')?.dataset.step;
    if (shown && shown === page.dataset.chosen && op.op !== 'move') open(shown);
  });
});
canvas.addEventListener('flow:select', (event) => open(/** @type {CustomEvent<{id: string}>} */ (event).detail.id));
canvas.addEventListener('flow:refused', (event) => warn(/** @type {CustomEvent<{text: string}>} */ (event).detail.text));
canvas.addEventListener('flow:undo', () => saver.move('undo').then(refresh));
canvas.addEventListener('flow:redo', () => saver.move('redo').then(refresh));
canvas.addEventListener('flow:panel', () => panel.focus());
canvas.addEventListener('flow:insert', (event) => {
  /** @type {{edge?: Edge, source?: string, port?: string, beside?: boolean, at?: {x: number, y: number}}} */
  const { edge, source, port, beside = false, at } = /** @type {CustomEvent} */ (event).detail;
  drawn = { source, port, beside };
  picker(`${base}/picker`, edge ? { ...edge } : { source, port }, at);
});
canvas.addEventListener('flow:delete', async (event) => {
  const { id, title, ways } = /** @type {CustomEvent<{id: string, title: string, ways: Port[]}>} */ (event).detail;
  const keep = await askDelete(title, ways, texts);
  if (keep) canvas.change({ op: 'delete', step: id, keep });
});
const FOLDS = `storeflow-folds:${base}`;
canvas.addEventListener('flow:fold', (event) => {
  const { folds } = /** @type {CustomEvent<{folds: string[]}>} */ (event).detail;
  try {
    localStorage.setItem(FOLDS, JSON.stringify(folds));
  } catch {
    // Without storage, folds last as long as the page.
  }
});
document.addEventListener('submit', submitted);
document.addEventListener('click', clicked);
document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select, flow-canvas');
  if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
  event.preventDefault();
  saver.move(event.shiftKey ? 'redo' : 'undo').then(refresh);
});
// A connection counts as soon as it is chosen; without this file there is a button for it.
panel.addEventListener('change', (event) => {
  const form = event.target instanceof HTMLSelectElement && event.target.form;
  if (!form || !form.matches('.bind')) return;
  const values = Object.fromEntries(new FormData(form));
  htmx.ajax('POST', form.action, { values, target: '#facts', swap: 'outerMorph' });
});
page.querySelector('#name')?.addEventListener('change', (event) => {
  if (event.target instanceof HTMLInputElement && event.target.value.trim()) event.target.form?.requestSubmit();
});
document.addEventListener('htmx:before:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (!(ctx?.sourceElement instanceof HTMLElement) || !ctx.sourceElement.matches('form.settings')) return;
  sending = new Promise((done) => {
    const over = (/** @type {Event} */ end) => {
      if (/** @type {CustomEvent} */ (end).detail.ctx !== ctx) return;
      document.removeEventListener('htmx:finally:request', over);
      done();
    };
    document.addEventListener('htmx:finally:request', over);
  });
});
/** The drawing is shown as the server has it by now. */
async function follow() {
  following += 1;
  page.setAttribute('aria-busy', 'true');
  try {
    await saver.idle();
    const answer = await (await fetch(`${base}/graph`)).json();
    if (answer.rev >= saver.rev) {
      saver.rev = answer.rev;
      page.dataset.rev = String(saver.rev);
      canvas.settle(answer.graph);
    }
    changed();
  } finally {
    following -= 1;
    if (!following) page.removeAttribute('aria-busy');
  }
}

// The settings were saved by their own form: the drawing's summaries follow.
document.addEventListener('step-saved', (event) => {
  const rev = /** @type {CustomEvent<{rev?: number}>} */ (event).detail?.rev;
  if (rev === saver.rev + 1) saver.rev = rev; // nobody else changed it in between
  follow();
});
document.addEventListener('step-gone', (event) => {
  follow().then(() => /** @type {CustomEvent<{typed?: boolean}>} */ (event).detail?.typed && warn(texts.gone));
});
// A page that was left and came back shows what is on the server.
addEventListener('pageshow', (event) => event.persisted && location.reload());

try {
  canvas.foldKeys = new Set(JSON.parse(localStorage.getItem(FOLDS) ?? '[]'));
} catch {
  canvas.foldKeys = new Set();
}
if (canvas.foldKeys.size) canvas.redraw(false);
const side = page.querySelector('.palette');
if (side instanceof HTMLElement) palette(side, canvas);
if (page.dataset.chosen) {
  canvas.selection.keys = new Set([page.dataset.chosen]);
  canvas.redraw(false);
  canvas.focusNode(page.dataset.chosen);
}
