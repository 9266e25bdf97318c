/**
 * The drawing while it is edited: each operation shows at once what the server will answer a moment later.
 *
 * The rules are those of `app/core/edit.py`; what the server answers always wins.
 *
 * @typedef {import('./types.js').Graph} Graph
 * @typedef {import('./types.js').Step} Step
 * @typedef {import('./types.js').Edge} Edge
 * @typedef {import('./types.js').NodeType} NodeType
 * @typedef {import('./types.js').Op} Op
 * @typedef {import('./types.js').Spot} Spot
 */

import { edgeKey } from './types.js';

/** What can't be done; `text` is the name of a sentence of the page, `values` what it names. */
export class Refused extends Error {
  /** @param {string} text @param {Record<string, string>} values */
  constructor(text, values = {}) {
    super(text);
    this.values = values;
  }
}

/**
 * @param {Graph} graph
 * @param {string} type
 * @returns {string} an id that the server would choose too
 */
export function freeId(graph, type) {
  const used = new Set(graph.steps.map((step) => step.id));
  const wanted = type.slice(type.lastIndexOf('.') + 1);
  let id = wanted;
  for (let n = 2; used.has(id); n++) id = `${wanted}_${n}`;
  return id;
}

/**
 * @param {Graph} graph
 * @param {Op} op
 * @param {Record<string, NodeType>} types
 * @returns {Graph} the drawing after it; the one given stays as it is. Throws Refused.
 */
export function applied(graph, op, types) {
  const copy = { ...graph, steps: graph.steps.map((step) => ({ ...step })), edges: graph.edges.map((edge) => ({ ...edge })) };
  const work = WORK[op.op];
  if (work) work(copy, op, types);
  const led = new Set(copy.edges.map((edge) => edge.target));
  for (const step of copy.steps) {
    if (led.has(step.id) || types[step.type]?.kind === 'trigger') step.position = null;
    else step.offset = null;
  }
  return copy;
}

/** @type {Record<string, (graph: Graph, op: Op, types: Record<string, NodeType>) => void>} */
const WORK = {
  add(graph, op, types) {
    const type = String(op.type);
    const kind = types[type];
    const step = { id: String(op.id ?? freeId(graph, type)), type, ports: kind.ports, summary: '', position: spot(op.position) };
    const edge = /** @type {Edge | undefined} */ (op.edge);
    const source = edge?.source ?? /** @type {string | undefined} */ (op.after);
    const at = graph.steps.findIndex((other) => other.id === source);
    if (kind.kind === 'trigger') graph.steps.unshift(step);
    else graph.steps.splice(at < 0 ? graph.steps.length : at + 1, 0, step);
    if (source === undefined) return;
    const port = edge?.port ?? /** @type {string | undefined} */ (op.port) ?? mainWay(stepOf(graph, source));
    if (!port) throw new Refused('ends', { step: types[stepOf(graph, source).type]?.title ?? source });
    const moved = edge
      ? graph.edges.filter((other) => edgeKey(other) === edgeKey(edge))
      : op.beside
        ? []
        : graph.edges.filter((other) => other.source === source && other.port === port);
    const onward = mainWay(step);
    if (moved.length && !onward) throw new Refused('ends', { step: kind.title });
    graph.edges = graph.edges.filter((other) => !moved.includes(other));
    graph.edges.push({ source, port, target: step.id });
    for (const other of moved) graph.edges.push({ source: step.id, port: onward ?? '', target: other.target });
  },

  connect(graph, op, types) {
    connect(graph, { source: String(op.source), port: String(op.port), target: String(op.target) }, types);
  },

  disconnect(graph, op) {
    cut(graph, { source: String(op.source), port: String(op.port), target: String(op.target) });
    const target = graph.steps.find((step) => step.id === op.target);
    if (target) target.position = spot(op.position);
  },

  reconnect(graph, op, types) {
    const edge = /** @type {Edge} */ (op.edge);
    cut(graph, edge);
    const moved = { source: op.source ?? edge.source, port: op.port ?? edge.port, target: op.target ?? edge.target };
    connect(graph, /** @type {Edge} */ (moved), types);
  },

  delete(graph, op, types) {
    const id = String(op.step);
    if (types[stepOf(graph, id).type]?.kind === 'trigger') return drop(graph, new Set([id])); // a second start
    const leaving = graph.edges.filter((edge) => edge.source === id);
    const keep = op.keep ?? leaving[0]?.port;
    const heads = leaving.filter((edge) => edge.port === keep).map((edge) => edge.target);
    const lost = below(graph, leaving.filter((edge) => edge.port !== keep).map((edge) => edge.target));
    const before = graph.edges.filter((edge) => edge.target === id);
    drop(graph, new Set([id]));
    for (const edge of before) {
      for (const target of heads) {
        const healed = { source: edge.source, port: edge.port, target };
        if (!graph.edges.some((other) => edgeKey(other) === edgeKey(healed))) graph.edges.push(healed);
      }
    }
    const led = new Set(graph.edges.map((edge) => edge.target));
    const roots = graph.steps.filter((s) => !led.has(s.id) && (!lost.has(s.id) || heads.includes(s.id)));
    for (const kept of below(graph, roots.map((step) => step.id))) lost.delete(kept);
    drop(graph, lost);
  },

  replace_trigger(graph, op, types) {
    const kind = types[String(op.type)];
    const old = startOf(graph, types);
    if (old) Object.assign(old, { type: String(op.type), ports: kind.ports, summary: '', problems: [] });
    else graph.steps.unshift({ id: 'start', type: String(op.type), ports: kind.ports, summary: '' });
  },

  swap(graph, op) {
    const step = stepOf(graph, String(op.step));
    const [first, second] = [op.first ?? step.ports[0]?.id, op.second ?? step.ports[1]?.id].map(String);
    for (const edge of graph.edges) {
      if (edge.source === step.id) edge.port = edge.port === first ? second : edge.port === second ? first : edge.port;
    }
  },

  move(graph, op) {
    const step = stepOf(graph, String(op.step));
    step.offset = spot(op.offset);
    step.position = spot(op.position);
  },

  move_all(graph, op) {
    const moves = /** @type {{step: string, offset?: Spot, position?: Spot}[]} */ (op.steps ?? []);
    for (const { step: id, offset, position } of moves) {
      const step = stepOf(graph, id);
      step.offset = offset ?? step.offset ?? null;
      step.position = position ?? step.position ?? null;
    }
    const spots = new Map(/** @type {{id: string, position: Spot}[]} */ (op.notes ?? []).map((n) => [n.id, n.position]));
    graph.notes = graph.notes?.map((note) => ({ ...note, position: spots.get(note.id) ?? note.position }));
  },

  delete_all(graph, op, types) {
    const chosen = new Set(/** @type {string[]} */ (op.steps ?? []));
    const notes = new Set(/** @type {string[]} */ (op.notes ?? []));
    const gone = new Set(graph.steps.filter((s) => chosen.has(s.id) && !isStart(graph, s.id, types)).map((s) => s.id));
    if (!gone.size && !notes.size) throw new Refused('trigger');
    /** @type {Map<string, string[]>} */
    const next = new Map();
    for (const id of gone) {
      const port = drawnWays(graph, id)[0]?.id;
      next.set(id, graph.edges.filter((edge) => edge.source === id && edge.port === port).map((edge) => edge.target));
    }
    const entering = graph.edges.filter((edge) => gone.has(edge.target) && !gone.has(edge.source));
    graph.notes = graph.notes?.filter((note) => !notes.has(note.id));
    drop(graph, gone);
    for (const { source, port, target: head } of entering) {
      const seen = new Set([head]);
      for (const id of seen) for (const there of next.get(id) ?? []) seen.add(there);
      for (const target of seen) {
        const healed = { source, port, target };
        if (!gone.has(target) && !graph.edges.some((other) => edgeKey(other) === edgeKey(healed))) graph.edges.push(healed);
      }
    }
  },

  note(graph, op) {
    const text = String(op.text);
    if (op.step) {
      stepOf(graph, String(op.step)).note = text || null;
      return;
    }
    const others = (graph.notes ?? []).filter((note) => note.id !== op.id);
    const old = graph.notes?.find((note) => note.id === op.id);
    const position = spot(op.position) ?? old?.position ?? [0, 0];
    graph.notes = text ? [...others, { id: String(op.id), text, position }] : others;
  },

  tidy(graph) {
    for (const step of graph.steps) step.offset = null;
  },
};

/** @param {unknown} value @returns {Spot | null} */
const spot = (value) => /** @type {Spot | undefined} */ (value) ?? null;

/** @param {Graph} graph @param {string} id @returns {Step} */
export function stepOf(graph, id) {
  const step = graph.steps.find((other) => other.id === id);
  if (!step) throw new Refused('gone', { step: id });
  return step;
}

/** The step that starts the workflow. @param {Graph} graph @param {Record<string, NodeType>} types */
const startOf = (graph, types) => graph.steps.find((step) => types[step.type]?.kind === 'trigger');

/** Whether it is the start, which stays; a second one (a file may hold it) can go. @param {Graph} graph @param {string} id @param {Record<string, NodeType>} types */
export const isStart = (graph, id, types) => startOf(graph, types)?.id === id;

/** @param {Step} step @returns {string | undefined} the way by which a path goes on */
export const mainWay = (step) => step.ports.find((port) => port.id !== 'failed')?.id;

/**
 * The ways of a step that arrows leave by, in order: where there are several, deleting it is a question.
 * @param {Graph} graph
 * @param {string} id
 */
export function drawnWays(graph, id) {
  const used = new Set(graph.edges.filter((edge) => edge.source === id).map((edge) => edge.port));
  return stepOf(graph, id).ports.filter((port) => used.has(port.id));
}

/** Takes an arrow away; where a file holds it twice, one of the two. @param {Graph} graph @param {Edge} edge */
function cut(graph, edge) {
  const at = graph.edges.findIndex((other) => edgeKey(other) === edgeKey(edge));
  if (at >= 0) graph.edges.splice(at, 1);
}

/** @param {Graph} graph @param {Edge} edge @param {Record<string, NodeType>} types */
function connect(graph, edge, types) {
  const why = refusal(graph, edge, types);
  if (why) throw why;
  graph.edges.push(edge);
}

/**
 * Why an arrow can't be drawn; null where it can.
 * @param {Graph} graph
 * @param {Edge} edge
 * @param {Record<string, NodeType>} types
 * @returns {Refused | null}
 */
export function refusal(graph, edge, types) {
  const target = stepOf(graph, edge.target);
  const title = (/** @type {string} */ id) => types[stepOf(graph, id).type]?.title ?? id;
  if (types[target.type]?.kind === 'trigger') return new Refused('start', { step: title(target.id) });
  if (graph.edges.some((other) => edgeKey(other) === edgeKey(edge))) return new Refused('already');
  const circle = path(graph, edge.target, edge.source);
  if (circle.length) return new Refused('loop', { steps: [edge.source, ...circle].map(title).join(' → ') });
  return null;
}

/** @param {Graph} graph */
function onward(graph) {
  /** @type {Map<string, string[]>} */
  const next = new Map();
  for (const edge of graph.edges) {
    const known = next.get(edge.source);
    if (known) known.push(edge.target);
    else next.set(edge.source, [edge.target]);
  }
  return next;
}

/**
 * The steps of one way, both ends named; empty where there is none.
 * @param {Graph} graph
 * @param {string} source
 * @param {string} target
 * @returns {string[]}
 */
export function path(graph, source, target) {
  const next = onward(graph);
  const came = new Map([[source, '']]);
  for (const here of came.keys()) {
    if (here === target) {
      const way = [here];
      for (let back = came.get(here); back; back = came.get(back)) way.unshift(back);
      return way;
    }
    for (const there of next.get(here) ?? []) if (!came.has(there)) came.set(there, here);
  }
  return [];
}

/** @param {Graph} graph @param {string[]} heads @returns {Set<string>} */
function below(graph, heads) {
  const next = onward(graph);
  const found = new Set(heads);
  for (const here of found) for (const there of next.get(here) ?? []) found.add(there);
  return found;
}

/** @param {Graph} graph @param {Set<string>} gone */
function drop(graph, gone) {
  graph.steps = graph.steps.filter((step) => !gone.has(step.id));
  graph.edges = graph.edges.filter((edge) => !gone.has(edge.source) && !gone.has(edge.target));
}
