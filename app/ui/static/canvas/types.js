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
 * @typedef {{source: string, port: string, target: string}} Edge
 * @typedef {{id: string, text: string, position: Spot}} Note
 * @typedef {{steps: Step[], edges: Edge[], notes?: Note[]}} Graph
 * @typedef {'trigger' | 'condition' | 'action'} Kind
 * @typedef {{title: string, kind: Kind, label: string, icon: string, ports: Port[]}} NodeType
 *   `label`: the kind in words; `icon`: the text of an SVG; `ports`: the ways out before anything is set.
 * @typedef {{status: string, label: string, because?: string}} Told
 * @typedef {{steps: Record<string, Told>, edges: string[]}} Trace
 *   `edges`: keys of the arrows that were taken, see `edgeKey`.
 * @typedef {Record<string, unknown> & {op: string}} Op
 *   One editing operation, as `app/core/edit.py` takes it.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{edge: Edge, key: string, points: Point[], plus: Point}} Wire
 * @typedef {{source: string, port: string, label: string, from: Point, at: Point}} Stub
 *   An open way out with a `+` at its end.
 * @typedef {{nodes: Map<string, Point>, wires: Wire[], stubs: Stub[], loose: Set<string>, box: Box}} Plan
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

export const WIDTH = 240;
export const HEIGHT = 74;

/**
 * The name of an arrow; it is unique within a drawing.
 * @param {Edge} edge
 */
export const edgeKey = (edge) => `${edge.source}.${edge.port}>${edge.target}`;
