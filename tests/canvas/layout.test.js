import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layout, shifted } from '../../app/ui/static/canvas/layout.js';
import { HEIGHT, WIDTH } from '../../app/ui/static/canvas/types.js';
import { distanceTo, pathOf } from '../../app/ui/static/canvas/wires.js';
import { TYPES, dice, drawing, randomDrawing } from './drawings.js';

/** @param {import('../../app/ui/static/canvas/types.js').Plan} plan @param {string} id */
const at = (plan, id) => /** @type {{x: number, y: number}} */ (plan.nodes.get(id));

/**
 * Sweeps from left to right, so that large drawings are compared quickly.
 * @param {import('../../app/ui/static/canvas/types.js').Plan} plan
 */
function overlaps(plan) {
  const found = [];
  const boxes = [...plan.nodes].sort((a, b) => a[1].x - b[1].x);
  for (let n = 0; n < boxes.length; n++) {
    for (let m = n + 1; m < boxes.length && boxes[m][1].x < boxes[n][1].x + WIDTH; m++) {
      if (Math.abs(boxes[m][1].y - boxes[n][1].y) < HEIGHT) found.push(`${boxes[n][0]} ${boxes[m][0]}`);
    }
  }
  return found;
}

/**
 * Wires that run upward, or through the inside of a box.
 * @param {import('../../app/ui/static/canvas/types.js').Plan} plan
 */
function badWires(plan) {
  const found = [];
  for (const { key, points } of plan.wires) {
    for (let n = 1; n < points.length; n++) {
      const [a, b] = [points[n - 1], points[n]];
      if (b.y < a.y - 0.01) found.push(`${key} runs upward`);
      for (const [id, box] of plan.nodes) {
        const beside = Math.max(a.x, b.x) <= box.x + 0.01 || Math.min(a.x, b.x) >= box.x + WIDTH - 0.01;
        const above = Math.max(a.y, b.y) <= box.y + 0.01 || Math.min(a.y, b.y) >= box.y + HEIGHT - 0.01;
        if (!beside && !above) found.push(`${key} runs through ${id}`);
      }
    }
  }
  return found;
}

test('a chain stands straight', () => {
  const plan = layout(drawing('s:order.created a:order.add_tags b:order.add_tags', 's.next a', 'a.next b'), TYPES);
  assert.equal(at(plan, 's').x, at(plan, 'a').x);
  assert.equal(at(plan, 'a').x, at(plan, 'b').x);
  assert.ok(at(plan, 'a').y > at(plan, 's').y + HEIGHT);
  assert.deepEqual(plan.stubs.map((stub) => `${stub.source}.${stub.port}`), ['b.next']);
});

test('branches stand in the order of their ports, whatever the order of the arrows', () => {
  const steps = 's:order.created c:logic.check x:order.add_tags y:order.add_tags';
  const plan = layout(drawing(steps, 's.next c', 'c.otherwise x', 'c.then y'), TYPES);
  assert.ok(at(plan, 'y').x < at(plan, 'x').x);
  assert.equal(at(plan, 'y').y, at(plan, 'x').y);
  assert.equal((at(plan, 'x').x + at(plan, 'y').x) / 2, at(plan, 'c').x);
});

test('a step where branches meet stands centred under them', () => {
  const steps = 's:order.created c:logic.check x:order.add_tags x2:order.add_tags y:order.add_tags m:order.add_tags';
  const plan = layout(drawing(steps, 's.next c', 'c.then x', 'x.next x2', 'c.otherwise y', 'x2.next m', 'y.next m'), TYPES);
  assert.equal(at(plan, 'm').x, at(plan, 'c').x);
  assert.ok(at(plan, 'm').y > at(plan, 'x2').y + HEIGHT);
});

test('a way that skips steps runs beside them', () => {
  const steps = 's:order.created c:logic.check x:order.add_tags m:order.add_tags';
  const plan = layout(drawing(steps, 's.next c', 'c.then x', 'x.next m', 'c.otherwise m'), TYPES);
  assert.deepEqual(badWires(plan), []);
  const skip = plan.wires.find((wire) => wire.edge.port === 'otherwise');
  assert.ok(Math.max(.../** @type {import('../../app/ui/static/canvas/types.js').Wire} */ (skip).points.map((p) => p.x)) > at(plan, 'x').x + WIDTH);
});

test('an open way of a condition has its place beside what is drawn', () => {
  const plan = layout(drawing('s:order.created c:logic.check x:order.add_tags', 's.next c', 'c.then x'), TYPES);
  const open = plan.stubs.find((stub) => stub.port === 'otherwise');
  assert.ok(open && open.at.x > at(plan, 'x').x + WIDTH);
});

test('an offset moves one step and what is inserted above moves it along', () => {
  const before = drawing('s:order.created a:order.add_tags b:order.add_tags', 's.next a', 'a.next b');
  const [slot, other] = [at(layout(before, TYPES), 'b'), at(layout(before, TYPES), 'a')];
  before.steps[2].offset = [48, 24];
  const plan = layout(before, TYPES);
  assert.deepEqual(at(plan, 'b'), { x: slot.x + 48, y: slot.y + 24 });
  assert.deepEqual(at(plan, 'a'), other);
});

test('loose steps stand where they were put, with what hangs on them, or beside the flow', () => {
  const graph = drawing('s:order.created a:order.add_tags b:order.add_tags p:order.add_tags', 'a.next b');
  graph.steps[1].position = [500, 40];
  const plan = layout(graph, TYPES);
  assert.deepEqual(at(plan, 'a'), { x: 500, y: 40 });
  assert.equal(at(plan, 'b').x, 500);
  assert.deepEqual([...plan.loose], ['a', 'b', 'p']);
  assert.ok(at(plan, 'p').x > at(plan, 's').x + WIDTH);
});

test('nothing, and a workflow without a start', () => {
  assert.equal(layout({ steps: [], edges: [] }, TYPES).nodes.size, 0);
  assert.deepEqual([...layout(drawing('a:order.add_tags'), TYPES).loose], ['a']);
});

test('random drawings: no overlap, no wire upward or through a box, no branch out of order', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const graph = randomDrawing(4 + (seed % 40), dice(seed), (seed % 5) / 8);
    const plan = layout(graph, TYPES);
    assert.deepEqual(overlaps(plan), [], `seed ${seed}`);
    assert.deepEqual(badWires(plan), [], `seed ${seed}`);
    for (const step of graph.steps.filter((s) => s.type === 'logic.check')) {
      const targets = (/** @type {string} */ port) =>
        graph.edges
          .filter((e) => e.source === step.id && e.port === port)
          .map((e) => e.target)
          .filter((id) => graph.edges.filter((e) => e.target === id).length === 1);
      for (const left of targets('then')) {
        for (const right of targets('otherwise')) assert.ok(at(plan, left).x < at(plan, right).x, `seed ${seed}: ${step.id}`);
      }
    }
  }
});

test('two thousand steps, one below the other or branching, neither overflow nor overlap', () => {
  const chain = drawing('n0:order.created');
  for (let n = 1; n < 2000; n++) {
    chain.steps.push({ id: `n${n}`, type: 'order.add_tags', ports: TYPES['order.add_tags'].ports });
    chain.edges.push({ source: `n${n - 1}`, port: 'next', target: `n${n}` });
  }
  assert.deepEqual(overlaps(layout(chain, TYPES)), []);
  assert.deepEqual(overlaps(layout(randomDrawing(2000, dice(7)), TYPES)), []);
});

test('paths and distances', () => {
  const points = [{ x: 0, y: 0 }, { x: 0, y: 50 }, { x: 80, y: 50 }, { x: 80, y: 100 }];
  assert.equal(pathOf(points), 'M0 0L0 40Q0 50 10 50L70 50Q80 50 80 60L80 100');
  assert.equal(distanceTo({ x: 40, y: 45 }, points), 5);
  assert.equal(distanceTo({ x: 0, y: -3 }, points), 3);
});

test('what is carried stands where the layout puts it afterwards, and all else is the same object', () => {
  const graph = drawing('s:order.created c:logic.check a:order.add_tags o:order.add_tags', 's.next c', 'c.then a', 'c.otherwise o');
  const plan = layout(graph, TYPES);
  const moved = shifted(plan, new Set(['a']), { x: 40, y: 30 });
  const steps = graph.steps.map((step) => (step.id === 'a' ? { ...step, offset: /** @type {[number, number]} */ ([40, 30]) } : step));
  const after = layout({ ...graph, steps }, TYPES);
  assert.deepEqual(moved.nodes, after.nodes);
  assert.deepEqual(moved.wires.map((wire) => wire.points), after.wires.map((wire) => wire.points));
  assert.deepEqual(moved.stubs, after.stubs);
  assert.equal(moved.wires.filter((wire) => plan.wires.includes(wire)).length, 2);
});

test('1,000 steps: a carried step touches nothing but its own wires', () => {
  const plan = layout(randomDrawing(1000, dice(5)), TYPES);
  const moved = shifted(plan, new Set(['n500']), { x: 9, y: 9 });
  const touched = moved.wires.filter((wire, n) => wire !== plan.wires[n]);
  assert.ok(touched.every(({ edge }) => edge.source === 'n500' || edge.target === 'n500'));
});
