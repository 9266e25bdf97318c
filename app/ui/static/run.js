// An open run's page is laid over itself every few seconds; the canvas stays, and is told what to paint.

let painted = document.querySelector('#paint script')?.textContent ?? '';

document.addEventListener('htmx:after:swap', () => {
  const text = document.querySelector('#paint script')?.textContent ?? '';
  const canvas = /** @type {import('./canvas/flow-canvas.js').FlowCanvas | null} */ (document.querySelector('flow-canvas'));
  if (!text || text === painted || !canvas?.isReady) return;
  painted = text;
  canvas.setTrace(JSON.parse(text));
});
