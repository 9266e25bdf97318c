/**
 * The small buttons in the corner of the canvas: everything that a wheel or two fingers do, for one click each.
 *
 * @typedef {import('./flow-canvas.js').FlowCanvas} FlowCanvas
 */

import { button, make } from './dom.js';

/** @param {FlowCanvas} canvas */
export function tools(canvas) {
  const bar = make('div', 'flow-tools');
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', canvas.text('view'));
  const middle = () => {
    const box = canvas.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  /** @type {[string, string, () => void][]} */
  const all = [
    ['−', 'zoom_out', () => canvas.viewport.zoom(0.8, middle())],
    ['+', 'zoom_in', () => canvas.viewport.zoom(1.25, middle())],
    ['⤢', 'fit', () => canvas.fit()],
  ];
  for (const [sign, name, work] of all) {
    const element = button('flow-tool', '', canvas.text(name));
    const shown = make('span', '', sign);
    shown.setAttribute('aria-hidden', 'true');
    element.prepend(shown);
    element.tabIndex = 0;
    element.title = canvas.text(name);
    element.addEventListener('click', work);
    bar.append(element);
  }
  canvas.append(bar);
}
