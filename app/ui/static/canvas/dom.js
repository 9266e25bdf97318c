/** Small tools for making elements. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/**
 * A button that never sends a form and is reached by arrows, not by Tab.
 * @param {string} className
 * @param {string} shown
 * @param {string} hidden what only a screen reader says after it
 */
export function button(className, shown, hidden = '') {
  const element = make('button', className);
  element.type = 'button';
  element.tabIndex = -1;
  element.append(make('span', '', shown), make('span', 'hidden-visually', hidden));
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @returns {SVGElementTagNameMap[K]}
 */
export function draw(tag, className) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute('class', className);
  return element;
}

/** @type {Map<string, Element | null>} */
const icons = new Map();

/**
 * An icon of the page, from its text. Parsed, not set as HTML: nothing in it could run. Parsed once, then copied.
 * @param {string} text
 * @returns {Element | null}
 */
export function iconOf(text) {
  let icon = icons.get(text);
  if (icon === undefined) {
    icon = new DOMParser().parseFromString(text, 'text/html').body.firstElementChild;
    icons.set(text, icon);
  }
  return /** @type {Element | null} */ (icon?.cloneNode(true) ?? null);
}

/** @param {Element} element @param {string} name @param {string | null} value */
export function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
