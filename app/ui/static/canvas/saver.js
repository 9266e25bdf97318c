/**
 * Sends every gesture to the server as one operation, in order, and tells what came of it.
 *
 * A change that did not arrive is kept and tried again. One that was made on an old draft is put to the person.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Op} Op
 * @typedef {{rev: number, graph: Graph, said: string, focus: string, mine: string}} Answer
 * @typedef {object} Ears what the page does about it
 * @property {(answer: Answer, last: boolean) => void} saved `last`: nothing else waits
 * @property {(answer: Answer) => void} refused
 * @property {(answer: Answer, way: string) => Promise<boolean>} clash answers whether to make the change there too;
 *   `way`: ops, undo or redo
 * @property {() => Promise<void>} ready until nothing else that changes the draft is on its way
 * @property {(state: 'saving' | 'saved' | 'unsaved') => void} state
 */

const AGAIN = 4000;

export class Saver {
  /** @param {string} base @param {number} rev @param {Record<string, string>} headers @param {Ears} ears */
  constructor(base, rev, headers, ears) {
    this.base = base;
    this.rev = rev;
    this.headers = headers;
    this.ears = ears;
    /** @type {{path: string, op: Op | null}[]} */
    this.waiting = [];
    /** @type {Promise<void> | null} */
    this.work = null;
    addEventListener('beforeunload', (event) => this.waiting.length && event.preventDefault());
    addEventListener('online', () => this.go());
  }

  /** @param {Op} op */
  send(op) {
    this.waiting.push({ path: 'ops', op });
    return this.go();
  }

  /** @param {'undo' | 'redo'} way */
  move(way) {
    this.waiting.push({ path: way, op: null });
    return this.go();
  }

  /** Until everything is on the server. */
  async idle() {
    while (this.work) await this.work;
  }

  go() {
    this.work ??= this.run().finally(() => {
      this.work = null;
    });
    return this.work;
  }

  async run() {
    while (this.waiting.length) {
      this.ears.state('saving');
      const next = this.waiting[0];
      const response = await this.post(next);
      if (!response) {
        this.ears.state('unsaved');
        setTimeout(() => this.go(), AGAIN);
        return;
      }
      const answer = response.headers.get('content-type')?.includes('json') ? await response.json() : null;
      if (!answer) return location.reload(); // signed out, or the workflow is gone: the page says which
      this.rev = answer.rev;
      if (response.status === 409 && (await this.ears.clash(answer, next.path))) continue;
      this.waiting.shift();
      if (response.status === 409) this.waiting.length = 0;
      if (response.ok) this.ears.saved(answer, !this.waiting.length);
      else {
        this.waiting.length = 0;
        if (response.status !== 409) this.ears.refused(answer);
      }
    }
    this.ears.state('saved');
  }

  /** @param {{path: string, op: Op | null}} next @returns {Promise<Response | null>} null where nobody answered */
  async post({ path, op }) {
    await this.ears.ready();
    const headers = { ...this.headers, accept: 'application/json', 'content-type': 'application/json' };
    const body = JSON.stringify(op ? { rev: this.rev, op } : { rev: this.rev });
    try {
      return await fetch(`${this.base}/${path}`, { method: 'POST', headers, body });
    } catch {
      return null;
    }
  }
}
