/** Drawings for the canvas's own tests. */

/** @type {Record<string, import('../../app/ui/static/canvas/types.js').NodeType>} */
export const TYPES = {
  'order.created': type('Order created', 'trigger', ['next']),
  'logic.check': type('Check if', 'condition', ['then', 'otherwise']),
  'order.add_tags': type('Add tags', 'action', ['next', 'failed']),
  'logic.switch': type('Switch', 'action', ['a', 'b', 'c', 'd']),
  'logic.stop': type('Stop', 'action', []),
};

/**
 * @param {string} title
 * @param {'trigger' | 'condition' | 'action'} kind
 * @param {string[]} ports
 */
function type(title, kind, ports) {
  return { title, kind, label: kind, icon: '<svg/>', ports: ports.map((id) => ({ id, label: id, quiet: id === 'failed' })) };
}

/**
 * `drawing('s:order.created c:logic.check t:order.add_tags', 's.next c', 'c.then t')`
 * @param {string} steps
 * @param {...string} edges
 * @returns {import('../../app/ui/static/canvas/types.js').Graph}
 */
export function drawing(steps, ...edges) {
  return {
    steps: steps.split(' ').map((text) => {
      const [id, kind] = text.split(':');
      return { id, type: kind, ports: TYPES[kind].ports };
    }),
    edges: edges.map((text) => {
      const [, source, port, target] = /** @type {string[]} */ (/^(\w+)\.(\w+) (\w+)$/.exec(text));
      return { source, port, target };
    }),
  };
}

/**
 * Numbers that look random and are the same in every run.
 * @param {number} seed
 */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/**
 * A drawing without loops: each step hangs on one before it, and some arrows more.
 * @param {number} size
 * @param {() => number} random
 * @param {number} more share of steps that a second arrow leads to
 */
export function randomDrawing(size, random, more = 0.2) {
  const kinds = ['logic.check', 'logic.check', 'order.add_tags', 'order.add_tags', 'order.add_tags', 'logic.switch'];
  const graph = drawing('n0:order.created');
  for (let n = 1; n < size; n++) {
    const kind = kinds[Math.floor(random() * kinds.length)];
    graph.steps.push({ id: `n${n}`, type: kind, ports: TYPES[kind].ports });
    for (let arrows = random() < more ? 2 : 1; arrows > 0; arrows--) {
      const near = Math.max(0, n - 1 - Math.floor(random() * random() * Math.min(n, 12)));
      const source = graph.steps[near];
      const port = source.ports[Math.floor(random() * source.ports.length)].id;
      if (!graph.edges.some((edge) => edge.source === source.id && edge.target === `n${n}`)) {
        graph.edges.push({ source: source.id, port, target: `n${n}` });
      }
    }
  }
  return graph;
}
