import assert from 'node:assert/strict';
import { test } from 'node:test';

import { folded, hangingUnder } from '../../app/ui/static/canvas/fold.js';
import { edgeKey } from '../../app/ui/static/canvas/types.js';
import { dice, drawing, randomDrawing } from './drawings.js';

const MEET = () =>
  drawing(
    's:order.created c:logic.check a:order.add_tags b:order.add_tags o:order.add_tags m:order.add_tags',
    's.next c', 'c.then a', 'a.next b', 'c.otherwise o', 'b.next m', 'o.next m',
  );

test('what hangs only under one way out is folded, and counted', () => {
  const graph = MEET();
  assert.deepEqual([...hangingUnder(graph, 'c.then')], ['a', 'b']);
  const { graph: shown, counts, under } = folded(graph, new Set(['c.then']));
  assert.deepEqual(shown.steps.map((step) => step.id), ['s', 'c', 'o', 'm']);
  assert.deepEqual(shown.edges.map(edgeKey).sort(), ['c.otherwise>o', 'c.then>m', 'o.next>m', 's.next>c']);
  assert.equal(counts.get('c.then'), 2);
  assert.equal(under.get('b'), 'c.then');
});

test('a fold within a fold opens with it', () => {
  const { graph, counts } = folded(MEET(), new Set(['a.next', 's.next']));
  assert.deepEqual(graph.steps.map((step) => step.id), ['s']);
  assert.deepEqual(graph.edges, []);
  assert.equal(counts.get('s.next'), 5);
});

test('a fold of a step that is gone, or of a way that leads nowhere, folds nothing', () => {
  const graph = MEET();
  assert.deepEqual(folded(graph, new Set(['z.next', 'm.next'])).graph.steps.length, 6);
});

test('at random: what is shown still hangs together, and nothing is lost', () => {
  const random = dice(11);
  for (let n = 0; n < 60; n++) {
    const graph = randomDrawing(24, random);
    const edge = graph.edges[Math.floor(random() * graph.edges.length)];
    const fold = `${edge.source}.${edge.port}`;
    const { graph: shown, counts, under } = folded(graph, new Set([fold]));
    const known = new Set(shown.steps.map((step) => step.id));
    assert.equal(known.size + under.size, graph.steps.length);
    assert.equal(counts.get(fold) ?? 0, under.size);
    assert.ok(shown.edges.every((one) => known.has(one.source) && known.has(one.target)));
    const led = new Set(shown.edges.map((one) => one.target));
    const before = new Set(graph.edges.map((one) => one.target));
    for (const id of known) assert.equal(led.has(id), before.has(id), `${id} after ${fold}`);
  }
});
