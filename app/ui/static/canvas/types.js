/**
 * What the modules of the canvas hand to one another.
 *
 * @typedef {{id: string, label: string, quiet?: boolean}} Port
 *   A way out. `quiet` ones (failed) are drawn only when something hangs on them or their step is chosen.
 * @typedef {[number, number]} Spot
 * @typedef {object} Step
 * @property {string} id
 * @property {string} type
 * @property {string} [summary]
 * @property {Port[]} ports
 * @property {Spot | null} [offset] from the automatic place
 * @property {Spot | null} [position] of a loose step
 * @property {string[]} [problems] sentences
 * @property {string | null} [note]
 * @property {string} [stops] of the start: when runs stop by themselves
 * @property {Record<string, unknown>} [copy] what a copy takes along besides kind and note; the canvas never reads it
 * @typedef {{source: string, port: string, target: string}} Edge
 * @typedef {{id: string, text: string, position: Spot}} Note
 * @typedef {{steps: Step[], edges: Edge[], notes?: Note[]}} Graph
 * @typedef {'trigger' | 'condition' | 'action'} Kind
 * @typedef {{title: string, kind: Kind, label: string, icon: string, ports: Port[]}} NodeType
 *   `label`: the kind in words; `icon`: the text of an SVG; `ports`: the ways out before anything is set.
 * @typedef {Record<string, NodeType>} Types
 * @typedef {{status: string, label: string, because?: string}} Told
 * @typedef {{steps: Record<string, Told>, edges: string[]}} Trace
 *   `edges`: keys of the arrows that were taken, see `edgeKey`.
 * @typedef {Record<string, unknown> & {op: string}} Op
 *   One editing operation, as `app/core/edit.py` takes it.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{edge: Edge, key: string, points: Point[], plus: Point, shared: boolean, labelled: boolean}} Wire
 *   `shared`: other wires lead there too; `labelled`: its port has a name that is shown.
 * @typedef {{source: string, port: string, label: string, from: Point, at: Point}} Stub
 *   An open way out with a `+` at its end.
 * @typedef {object} Plan where everything stands
 * @property {Map<string, Point>} nodes upper left corners
 * @property {Wire[]} wires
 * @property {Stub[]} stubs
 * @property {Set<string>} loose steps that nothing leads to from the start
 * @property {Map<string, string>} root of each step: the start, or the loose step that leads to it
 * @property {import('./blocks.js').Index} index
 * @property {Box} box
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

export const WIDTH = 240;
export const HEIGHT = 74;
export const NOTE_WIDTH = 200;
/** About what a note of a few lines takes; only its element knows more precisely. */
export const NOTE_HEIGHT = 96;

/**
 * The name of an arrow; it is unique within a drawing.
 * @param {Edge} edge
 */
export const edgeKey = (edge) => `${edge.source}.${edge.port}>${edge.target}`;

/**
 * The name of a note among what can be picked: no step is called so.
 * @param {string} id
 */
export const noteKey = (id) => `#${id}`;

/** @param {Box} a @param {Box} b */
export const touches = (a, b) => a.left <= b.right && a.right >= b.left && a.top <= b.bottom && a.bottom >= b.top;
