/**
 * Connecting without dragging: a way out (or an end of an arrow) is taken up, and the next step that is clicked or
 * entered is connected with it.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 * @typedef {import('./types.js').Edge} Edge
 */

import { mainWay, stepOf } from './model.js';

export class Linking {
  /** @param {FlowCanvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {{source: string, port: string, edge: Edge | null} | null} */
    this.from = null;
  }

  get active() {
    return this.from !== null;
  }

  /** @param {string} source @param {string} [port] the first open way, if none is named */
  start(source, port = undefined) {
    const step = stepOf(this.canvas.graph, source);
    const edges = this.canvas.graph.edges;
    const open = step.ports.find((p) => !p.quiet && !edges.some((e) => e.source === source && e.port === p.id));
    const way = port ?? open?.id ?? mainWay(step);
    if (way) this.take({ source, port: way, edge: null });
  }

  /** Leads an arrow that is there to another step. @param {Edge} edge */
  lead(edge) {
    this.take({ source: edge.source, port: edge.port, edge });
  }

  /** @param {{source: string, port: string, edge: Edge | null}} from */
  take(from) {
    const { canvas } = this;
    const step = stepOf(canvas.graph, from.source);
    this.from = from;
    canvas.classList.add('linking');
    const port = step.ports.find((p) => p.id === from.port)?.label ?? from.port;
    const text = canvas.text('linking', { step: canvas.titleOf(step.id), port });
    canvas.view.speak(text);
    canvas.hint(text);
  }

  /** @param {string} target */
  to(target) {
    const from = this.from;
    this.end(false);
    if (!from) return;
    const { edge, source, port } = from;
    if (!edge) this.canvas.change({ op: 'connect', source, port, target });
    else if (edge.target !== target) this.canvas.change({ op: 'reconnect', edge: { ...edge }, target });
  }

  /** @param {boolean} aloud */
  end(aloud) {
    this.from = null;
    this.canvas.classList.remove('linking');
    this.canvas.hint('');
    if (aloud) this.canvas.view.speak(this.canvas.text('link_over'));
  }
}
