import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layout } from '../../app/ui/static/canvas/layout.js';
import { Refused, applied, drawnWays, freeId, isStart, path, refusal } from '../../app/ui/static/canvas/model.js';
import { edgeKey } from '../../app/ui/static/canvas/types.js';
import { TYPES, drawing } from './drawings.js';

const LINE = () =>
  drawing(
    's:order.created c:logic.check a:order.add_tags b:order.add_tags o:order.add_tags',
    's.next c', 'c.then a', 'a.next b', 'c.otherwise o',
  );

/** @param {import('../../app/ui/static/canvas/types.js').Graph} graph */
const arrows = (graph) => graph.edges.map(edgeKey).sort();

/** @param {import('../../app/ui/static/canvas/types.js').Op} op */
const after = (op, graph = LINE()) => applied(graph, op, TYPES);

/** @param {import('../../app/ui/static/canvas/types.js').Op} op @param {string} text */
const refused = (op, text) => assert.throws(() => after(op), (/** @type {Error} */ e) => e instanceof Refused && e.message === text);

test('a step on an arrow, after a step, and loose', () => {
  const edge = { source: 'a', port: 'next', target: 'b' };
  const graph = after({ op: 'add', type: 'logic.check', edge });
  assert.ok(arrows(graph).includes('a.next>check') && arrows(graph).includes('check.then>b'));
  assert.deepEqual(graph.steps.map((step) => step.id), ['s', 'c', 'a', 'check', 'b', 'o']);
  assert.ok(arrows(after({ op: 'add', type: 'order.add_tags', after: 'o' })).includes('o.next>add_tags'));
  assert.ok(arrows(after({ op: 'add', type: 'order.add_tags', after: 'o', port: 'failed' })).includes('o.failed>add_tags'));
  assert.deepEqual(after({ op: 'add', type: 'order.add_tags', position: [5, 6] }).steps.at(-1)?.position, [5, 6]);
  refused({ op: 'add', type: 'logic.stop', after: 'a' }, 'ends');
});

test('ids are words and stay free', () => {
  const graph = after({ op: 'add', type: 'order.add_tags' });
  assert.equal(freeId(graph, 'order.add_tags'), 'add_tags_2');
});

test('connecting, and what is refused', () => {
  assert.ok(arrows(after({ op: 'connect', source: 'o', port: 'next', target: 'b' })).includes('o.next>b'));
  refused({ op: 'connect', source: 'b', port: 'next', target: 'c' }, 'loop');
  refused({ op: 'connect', source: 'a', port: 'next', target: 'a' }, 'loop');
  refused({ op: 'connect', source: 'a', port: 'next', target: 's' }, 'start');
  refused({ op: 'connect', source: 'a', port: 'next', target: 'b' }, 'already');
  refused({ op: 'connect', source: 'a', port: 'next', target: 'z' }, 'gone');
  assert.equal(refusal(LINE(), { source: 'b', port: 'next', target: 'c' }, TYPES)?.values.steps, 'Add tags → Check if → Add tags → Add tags');
});

test('an arrow is taken away or led elsewhere', () => {
  const edge = { source: 'a', port: 'next', target: 'b' };
  const graph = after({ op: 'disconnect', ...edge, position: [1, 2] });
  assert.ok(!arrows(graph).includes('a.next>b'));
  assert.deepEqual(graph.steps.find((step) => step.id === 'b')?.position, [1, 2]);
  assert.ok(arrows(after({ op: 'reconnect', edge, target: 'o' })).includes('a.next>o'));
});

test('what only a file can hold can be put right', () => {
  const arrow = { source: 'b', port: 'next', target: 'gone' };
  const graph = drawing('s:order.created t:order.created a:order.add_tags b:order.add_tags', 's.next a', 't.next a', 'a.next b');
  graph.edges.push(arrow, { ...arrow }, { source: 'lost', port: 'next', target: 'b' });
  assert.equal(layout(graph, TYPES).wires.length, 3);
  const once = after({ op: 'disconnect', ...arrow }, graph);
  assert.deepEqual(once.edges, [...graph.edges.slice(0, 3), arrow, graph.edges[5]]);
  assert.ok(!arrows(after({ op: 'disconnect', source: 'lost', port: 'next', target: 'b' }, graph)).includes('lost.next>b'));
  assert.deepEqual(after({ op: 'delete', step: 't' }, graph).steps.map((step) => step.id), ['s', 'a', 'b']);
  assert.deepEqual(after({ op: 'delete_all', steps: ['s', 't'] }, graph).steps.map((step) => step.id), ['s', 'a', 'b']);
  assert.ok(isStart(graph, 's', TYPES) && !isStart(graph, 't', TYPES));
});

test('deleting heals, and a condition keeps the way that was named', () => {
  assert.deepEqual(arrows(after({ op: 'delete', step: 'a' })), ['c.otherwise>o', 'c.then>b', 's.next>c']);
  assert.deepEqual(arrows(after({ op: 'delete', step: 'c', keep: 'then' })), ['a.next>b', 's.next>a']);
  assert.deepEqual(arrows(after({ op: 'delete', step: 'c', keep: 'otherwise' })), ['s.next>o']);
  assert.deepEqual(after({ op: 'delete', step: 'c', keep: 'none' }).steps.map((step) => step.id), ['s']);
  const met = after({ op: 'connect', source: 'o', port: 'next', target: 'b' });
  assert.deepEqual(arrows(after({ op: 'delete', step: 'c', keep: 'otherwise' }, met)), ['o.next>b', 's.next>o']);
  assert.deepEqual(drawnWays(LINE(), 'c').map((port) => port.id), ['then', 'otherwise']);
});

test('swap, move, tidy, another start', () => {
  assert.ok(arrows(after({ op: 'swap', step: 'c' })).includes('c.otherwise>a'));
  const moved = after({ op: 'move', step: 'a', offset: [24, 0] });
  assert.deepEqual(moved.steps[2].offset, [24, 0]);
  assert.equal(after({ op: 'tidy' }, moved).steps[2].offset, null);
  assert.equal(after({ op: 'replace_trigger', type: 'order.created' }, drawing('a:order.add_tags')).steps[0].id, 'start');
});

test('several go, the path heals, and what was not chosen stays', () => {
  assert.deepEqual(arrows(after({ op: 'delete_all', steps: ['s', 'c', 'a'] })), ['s.next>b']);
  assert.ok(after({ op: 'delete_all', steps: ['c', 'a'] }).steps.some((step) => step.id === 'o'));
  assert.deepEqual(arrows(after({ op: 'delete_all', steps: ['a', 'b'] })), ['c.otherwise>o', 's.next>c']);
  refused({ op: 'delete_all', steps: ['s'] }, 'trigger');
});

test('several move, notes too', () => {
  const noted = after({ op: 'note', id: 'note_1', text: 'why', position: [1, 2] });
  assert.deepEqual(noted.notes, [{ id: 'note_1', text: 'why', position: [1, 2] }]);
  const moved = after(
    { op: 'move_all', steps: [{ step: 'a', offset: [24, 0] }], notes: [{ id: 'note_1', position: [25, 2] }] },
    noted,
  );
  assert.deepEqual(moved.steps[2].offset, [24, 0]);
  assert.deepEqual(moved.notes?.[0].position, [25, 2]);
  assert.deepEqual(noted.notes?.[0].position, [1, 2]);
  assert.deepEqual(after({ op: 'note', id: 'note_1', text: '' }, moved).notes, []);
  assert.equal(after({ op: 'note', step: 'a', text: 'until May' }).steps[2].note, 'until May');
});

test('a step beside what leaves by that way already', () => {
  const graph = after({ op: 'add', type: 'order.add_tags', after: 's', port: 'next', beside: true });
  assert.ok(arrows(graph).includes('s.next>add_tags') && arrows(graph).includes('s.next>c'));
});

test('the drawing that was given stays as it is', () => {
  const graph = LINE();
  const before = JSON.stringify(graph);
  for (const op of [{ op: 'delete', step: 'a' }, { op: 'swap', step: 'c' }, { op: 'add', type: 'logic.check', after: 'a' }]) {
    applied(graph, op, TYPES);
  }
  assert.equal(JSON.stringify(graph), before);
});

test('a way is found step by step', () => {
  assert.deepEqual(path(LINE(), 's', 'b'), ['s', 'c', 'a', 'b']);
  assert.deepEqual(path(LINE(), 'b', 's'), []);
});
