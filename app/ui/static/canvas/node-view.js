/**
 * One step on the canvas: a group with a real button, its ways out beside it.
 *
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Types} Types
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Plan} Plan
 * @typedef {import('./types.js').Told} Told
 * @typedef {import('./view.js').State} State
 * @typedef {(name: string, values?: Record<string, string>) => string} Texts
 * @typedef {object} Shown what a step's box shows
 * @property {Step} step
 * @property {NodeType | undefined} type
 * @property {string} tail where its ways lead, for screen readers
 * @property {boolean} loose
 * @property {boolean} chosen
 * @property {boolean} found by a search
 * @property {Set<string>} used ports that arrows leave by
 * @property {Told | undefined} told what a run did there
 * @property {boolean} traced whether a run is shown at all
 */

import { attribute, button, iconOf, make, say } from './dom.js';
import { portSpot } from './wires.js';

/** The sign of a status; its word stands beside it for those who don't see it. */
const SIGNS = { done: '✓', failed: '!', doubt: '?', waiting: '…', running: '…', skipped: '–', stopped: '■' };

export class NodeView {
  /** @param {string} id @param {Texts} texts @param {boolean} readonly */
  constructor(id, texts, readonly) {
    this.texts = texts;
    this.readonly = readonly;
    this.box = make('div', 'flow-node');
    this.box.setAttribute('role', 'group');
    this.box.dataset.nodeId = id;
    this.face = make('button', 'flow-face');
    this.face.type = 'button';
    this.face.tabIndex = -1;
    this.icon = make('span', 'flow-icon');
    this.title = make('span', 'flow-title');
    this.summary = make('span', 'flow-summary');
    this.tail = make('span', 'hidden-visually');
    const text = make('span', 'flow-text');
    text.append(this.title, this.summary);
    this.face.append(this.icon, text, this.tail);
    this.into = make('span', 'flow-in');
    this.badge = make('span', 'flow-badge');
    attribute(this.badge, 'aria-hidden', 'true');
    this.state = make('span', 'flow-state');
    attribute(this.state, 'aria-hidden', 'true');
    this.ports = make('div', 'flow-ports');
    /** @type {HTMLElement | null} */
    this.stops = null;
    this.box.append(this.into, this.face, this.badge, this.state, this.ports);
    /** @type {HTMLButtonElement | null} */
    this.noted = null;
    if (!readonly) {
      this.more = button('flow-more', '⋯');
      attribute(this.more, 'aria-haspopup', 'menu');
      this.box.append(this.more);
    }
    /** @type {Point} */
    this.at = { x: NaN, y: NaN };
    /** @type {unknown[]} */
    this.drawnOf = [];
    this.drawn = '';
    this.portsDrawn = '';
  }

  /** @param {Step} step @param {Types} types @param {Plan} plan @param {State} state */
  show(step, types, plan, state) {
    const of = [step, plan.index, state.picked.has(step.id), state.found.has(step.id), state.trace];
    if (of.every((one, n) => one === this.drawnOf[n])) return;
    this.drawnOf = of;
    const title = (/** @type {string} */ id) => types[plan.index.steps.get(id)?.type ?? '']?.title ?? id;
    /** @type {Map<string, string[]>} */
    const leads = new Map();
    for (const { port, target } of plan.index.leaving(step.id)) {
      leads.set(port, [...(leads.get(port) ?? []), title(target)]);
    }
    const tail = step.ports
      .filter((port) => !port.quiet || leads.has(port.id))
      .map((port) => `${port.label}: ${(leads.get(port.id) ?? [this.texts('nothing')]).join(', ')}`)
      .join('; ');
    this.draw({
      step,
      type: types[step.type],
      tail,
      loose: plan.loose.has(step.id),
      chosen: state.picked.has(step.id),
      found: state.found.has(step.id),
      used: new Set(leads.keys()),
      told: state.trace?.steps[step.id],
      traced: state.trace !== null,
    });
  }

  /** @param {string} text above the start only: when runs stop by themselves */
  showStops(text) {
    if (text && !this.stops) {
      this.stops = make('p', 'flow-stops');
      this.into.after(this.stops);
    }
    if (this.stops) say(this.stops, text);
  }

  /** @param {Shown} shown */
  draw(shown) {
    const { step, type, told } = shown;
    const { copy, offset, position, ...seen } = step;
    const key = JSON.stringify([seen, shown.tail, shown.loose, shown.chosen, shown.found, [...shown.used], told, shown.traced]);
    if (key === this.drawn) return;
    this.drawn = key;
    const title = type?.title ?? step.type;
    this.box.className = `flow-node ${type?.kind ?? 'unknown'}`;
    this.box.classList.toggle('chosen', shown.chosen);
    this.box.classList.toggle('found', shown.found);
    this.box.classList.toggle('loose', shown.loose);
    attribute(this.box, 'aria-label', title);
    attribute(this.face, 'aria-pressed', String(shown.chosen));
    attribute(this.box, 'data-status', shown.traced ? (told?.status ?? 'skipped') : null);
    if (this.icon.dataset.type !== step.type) {
      this.icon.dataset.type = step.type;
      this.icon.replaceChildren(...[iconOf(type?.icon ?? '')].filter((icon) => icon !== null));
    }
    say(this.title, title);
    say(this.summary, step.summary || type?.label || '');
    this.summary.title = step.summary ?? '';
    this.showStops(step.stops ?? '');
    say(this.tail, this.spoken(shown));
    if (this.more) {
      attribute(this.more, 'aria-label', this.texts('menu', { step: title }));
      this.more.title = this.texts('menu', { step: title });
    }
    this.showBadge(shown);
    this.showNote(step.note ?? '', title);
    this.showPorts(shown);
  }

  /** @param {Shown} shown */
  spoken({ step, type, tail, loose, told }) {
    const parts = [type?.label ?? '', tail];
    if (loose) parts.push(this.texts('loose'));
    if (told) parts.push([told.label, told.because ?? ''].filter(Boolean).join(': '));
    for (const problem of step.problems ?? []) parts.push(problem);
    if (step.note) parts.push(`${this.texts('note')}: ${step.note}`);
    return ` – ${parts.filter(Boolean).join('. ')}`;
  }

  /** @param {Shown} shown */
  showBadge({ step, loose, told, traced }) {
    const status = traced ? (told?.status ?? 'skipped') : '';
    const problems = step.problems?.length ?? 0;
    const sign = traced ? (SIGNS[/** @type {keyof typeof SIGNS} */ (status)] ?? '•') : problems ? '!' : '';
    say(this.badge, sign);
    this.badge.hidden = !sign;
    this.badge.className = `flow-badge ${traced ? status : 'problem'}`;
    const word = loose && !traced ? this.texts('loose') : '';
    say(this.state, word);
    this.state.hidden = !word;
    this.box.title = traced ? (told?.because ?? '') : (step.problems ?? []).join('\n');
  }

  /** A slip at the step's corner; the whole text is its tooltip, and stands in its editor. @param {string} text @param {string} title */
  showNote(text, title) {
    if (!text) {
      this.noted?.remove();
      this.noted = null;
      return;
    }
    if (!this.noted) {
      this.noted = make('button', 'flow-noted');
      this.noted.type = 'button';
      this.noted.tabIndex = -1;
      this.box.append(this.noted);
    }
    say(this.noted, `✎ ${text}`);
    this.noted.disabled = this.readonly;
    this.noted.title = `${title}: ${text}`;
  }

  /** @param {Shown} shown */
  showPorts({ step, used, type }) {
    const title = type?.title ?? step.type;
    const key = JSON.stringify([step.ports, [...used], title]);
    if (key === this.portsDrawn) return;
    this.portsDrawn = key;
    const labelled = step.ports.filter((port) => !port.quiet).length > 1;
    this.ports.replaceChildren(
      ...step.ports.map((port) => {
        const named = labelled || port.quiet;
        const element = make('button', 'flow-port');
        element.type = 'button';
        element.tabIndex = -1;
        if (named) element.append(make('span', '', port.label));
        const hint = this.readonly ? '' : this.texts('connect_from', { step: title });
        element.setAttribute('aria-label', `${port.label} ${hint}`);
        element.dataset.port = port.id;
        element.classList.toggle('quiet', Boolean(port.quiet) && !used.has(port.id));
        element.disabled = this.readonly;
        element.style.left = `${portSpot(step, port.id).x}px`;
        return element;
      }),
    );
  }

  /** @param {Point} at */
  move(at) {
    if (at.x === this.at.x && at.y === this.at.y) return;
    this.at = at;
    this.box.style.transform = `translate(${at.x}px, ${at.y}px)`;
  }
}
