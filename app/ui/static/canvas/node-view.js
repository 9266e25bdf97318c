/**
 * One step on the canvas: a group with a real button, its ways out beside it.
 *
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {import('./types.js').Point} Point
 * @typedef {import('./types.js').Told} Told
 * @typedef {(name: string, values?: Record<string, string>) => string} Texts
 * @typedef {object} Shown what a step's box shows
 * @property {Step} step
 * @property {NodeType | undefined} type
 * @property {string} tail where its ways lead, for screen readers
 * @property {boolean} loose
 * @property {boolean} chosen
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
    this.state = make('span', 'flow-state');
    this.ports = make('div', 'flow-ports');
    this.box.append(this.into, this.face, this.badge, this.state, this.ports);
    /** @type {Point} */
    this.at = { x: NaN, y: NaN };
    this.drawn = '';
    this.portsDrawn = '';
  }

  /** @param {Shown} shown */
  show(shown) {
    const key = JSON.stringify([shown.step, shown.tail, shown.loose, shown.chosen, [...shown.used], shown.told, shown.traced]);
    if (key === this.drawn) return;
    this.drawn = key;
    const { step, type, told } = shown;
    const title = type?.title ?? step.type;
    this.box.className = `flow-node ${type?.kind ?? 'unknown'}`;
    this.box.classList.toggle('chosen', shown.chosen);
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
    say(this.tail, this.spoken(shown));
    this.showBadge(shown);
    this.showPorts(shown);
  }

  /** @param {Shown} shown */
  spoken({ step, type, tail, loose, told }) {
    const parts = [type?.label ?? '', tail];
    if (loose) parts.push(this.texts('loose'));
    if (told) parts.push([told.label, told.because ?? ''].filter(Boolean).join(': '));
    for (const problem of step.problems ?? []) parts.push(problem);
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
    attribute(this.badge, 'aria-hidden', 'true');
    const word = loose && !traced ? this.texts('loose') : '';
    say(this.state, word);
    this.state.hidden = !word;
    attribute(this.state, 'aria-hidden', 'true');
    this.box.title = traced ? (told?.because ?? '') : (step.problems ?? []).join('\n');
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
        const hint = this.readonly ? '' : this.texts('connect_from', { step: title });
        const named = labelled || port.quiet;
        const element = button('flow-port', named ? port.label : '', named ? hint : `${port.label} ${hint}`);
        element.dataset.port = port.id;
        element.classList.toggle('quiet', Boolean(port.quiet) && !used.has(port.id));
        element.classList.toggle('named', Boolean(named));
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
