/**
 * A text with values: `{{ order.name }}` reads as a chip, "order number", and stays Liquid underneath.
 *
 * The plain field inside keeps the truth and is what the form sends; without this file it is all there is. What is
 * shown lies in a shadow root, so that a part of the page that comes anew from the server does not touch it.
 */

const VALUE = /\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+|\[-?\d+\])*)\s*(?:\|[^{}]*)?-?\}\}/g;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; }
  .text {
    min-height: 1.5em;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    line-height: 1.6;
    cursor: text;
  }
  :host([data-many]) .text { min-height: 8em; max-height: 24em; overflow: auto; }
  .text:focus { outline: 3px solid var(--focus); outline-offset: 1px; }
  .text[aria-invalid="true"] { border-color: var(--bad); }
  .chip {
    padding: 0.0625rem 0.5rem;
    border: 1px solid var(--accent);
    border-radius: 1rem;
    background: var(--accent-ground);
    color: var(--accent-strong);
    white-space: nowrap;
    user-select: all;
  }
  slot { display: none; }
`);

export class ValueText extends HTMLElement {
  /** @type {Map<string, string>} plain names by path */
  names = new Map();
  /** @type {Range | null} where the next value goes */
  caret = null;

  connectedCallback() {
    const field = this.field;
    if (!field || this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.text = document.createElement('div');
    this.text.className = 'text';
    this.text.contentEditable = field.matches(':disabled') ? 'false' : 'true';
    this.text.setAttribute('role', 'textbox');
    this.text.setAttribute('part', 'text');
    this.text.spellcheck = true;
    root.append(this.text, document.createElement('slot'));
    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('beforeinput', (event) => this.limit(event));
    this.text.addEventListener('keydown', (event) => this.key(event));
    this.text.addEventListener('paste', (event) => this.paste(event));
    this.text.addEventListener('blur', () => this.left());
    this.text.addEventListener('copy', (event) => this.copy(event));
    this.text.addEventListener('cut', (event) => this.copy(event));
    this.label?.addEventListener('click', () => this.text?.focus());
    this.refresh();
  }

  /** @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  get field() {
    return this.querySelector('input, textarea');
  }

  get label() {
    return this.field ? document.querySelector(`label[for="${CSS.escape(this.field.id)}"]`) : null;
  }

  get many() {
    return 'many' in this.dataset;
  }

  /** Whether somebody types here. @returns {boolean} */
  get busy() {
    return /** @type {Node | null} */ (document.activeElement) === this;
  }

  /** The field came anew from the server: what is being typed wins, else the field's text is shown. */
  refresh() {
    const { field, text } = this;
    if (!field || !text) return;
    for (const [path, name] of Object.entries(JSON.parse(this.dataset.names || '{}'))) this.names.set(path, name);
    const of = (/** @type {string | null} */ ids) =>
      (ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent?.trim() ?? '').join(' ').trim();
    text.setAttribute('aria-label', this.label?.firstChild?.textContent?.trim() ?? '');
    text.setAttribute('aria-description', of(field.getAttribute('aria-describedby')));
    text.setAttribute('aria-multiline', String(this.many));
    for (const name of ['aria-invalid', 'aria-required']) {
      const value = field.getAttribute(name);
      if (value === null) text.removeAttribute(name);
      else text.setAttribute(name, value);
    }
    // The server keeps no outer blanks; somebody may be about to type on behind one.
    if (this.busy || this.written().trim() === field.value.trim()) field.value = this.written();
    else this.show(field.value);
  }

  /** @param {string} value */
  show(value) {
    if (!this.text) return;
    this.text.replaceChildren(...this.parts(value), ...(this.many ? [this.end()] : []));
    this.caret = null;
  }

  /** Lets a line break at the end of the text show. */
  end() {
    const end = document.createElement('br');
    end.className = 'end';
    return end;
  }

  /** @param {string} value @returns {Node[]} */
  parts(value) {
    /** @type {Node[]} */
    const parts = [];
    let at = 0;
    for (const found of value.matchAll(VALUE)) {
      if (found.index > at) parts.push(document.createTextNode(value.slice(at, found.index)));
      parts.push(this.chip(found[0], found[1]));
      at = found.index + found[0].length;
    }
    if (at < value.length) parts.push(document.createTextNode(value.slice(at)));
    return parts;
  }

  /** @param {string} liquid @param {string} path */
  chip(liquid, path) {
    const chip = document.createElement('span');
    chip.className = 'chip';
    chip.contentEditable = 'false';
    chip.dataset.liquid = liquid;
    chip.title = liquid;
    chip.textContent = this.names.get(path) ?? path.replace(/[._]/g, ' ');
    return chip;
  }

  /** What stands here, as Liquid. */
  written(/** @type {Node | undefined} */ from = this.text) {
    let written = '';
    for (const node of from?.childNodes ?? []) {
      if (node instanceof Text) written += node.data;
      else if (node instanceof HTMLElement && node.dataset.liquid) written += node.dataset.liquid;
      // The last one only gives the caret a place; browsers put it there themselves.
      else if (node instanceof HTMLBRElement) written += node === from?.lastChild || node.className === 'end' ? '' : '\n';
      else if (node instanceof HTMLElement) {
        if (/^(DIV|P)$/.test(node.tagName) && written && !written.endsWith('\n')) written += '\n';
        written += this.written(node);
      }
    }
    return written.replaceAll('\u00a0', ' ');
  }

  typed() {
    const { field } = this;
    if (!field) return;
    field.value = this.written();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    this.changed = true;
  }

  /** What was typed by hand in braces becomes a chip once the field is left. */
  left() {
    this.keepCaret();
    const { field } = this;
    if (!field || !this.changed) return;
    this.changed = false;
    const caret = this.caret;
    if ([...(this.text?.childNodes ?? [])].some((node) => node instanceof Text && node.data.match(VALUE))) {
      this.show(field.value);
    } else this.caret = caret;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  keepCaret() {
    const root = /** @type {any} */ (this.shadowRoot);
    const chosen = root?.getSelection ? root.getSelection() : document.getSelection();
    if (!chosen?.rangeCount) return;
    const range = chosen.getRangeAt(0);
    if (this.text?.contains(range.startContainer)) this.caret = range.cloneRange();
  }

  /**
   * Puts a value where the caret was last, else at the end.
   * @param {string} liquid @param {string} path @param {string} name
   */
  insert(liquid, path, name) {
    const { text } = this;
    if (!text) return;
    this.names.set(path, name);
    const chip = this.chip(liquid, path);
    const range = this.caret && text.contains(this.caret.startContainer) ? this.caret : null;
    if (range) {
      range.deleteContents();
      range.insertNode(chip);
    } else if (this.many && text.lastElementChild?.className === 'end') text.lastElementChild.before(chip);
    else text.append(chip);
    text.focus();
    const after = document.createRange();
    after.setStartAfter(chip);
    after.collapse(true);
    const chosen = document.getSelection();
    chosen?.removeAllRanges();
    chosen?.addRange(after);
    this.caret = after.cloneRange();
    this.typed();
  }

  /** Only text comes in: no bold, no pictures, and no second line where there is one line. @param {InputEvent} event */
  limit(event) {
    if (event.inputType.startsWith('format') || event.inputType === 'insertFromDrop') event.preventDefault();
    if (event.inputType === 'insertParagraph' || event.inputType === 'insertLineBreak') {
      event.preventDefault();
      if (this.many) this.put('\n');
      else {
        this.changed = false;
        this.field?.form?.requestSubmit();
      }
    }
  }

  /** @param {string} value */
  put(value) {
    this.keepCaret();
    const range = this.caret;
    if (!range || !this.text) return;
    range.deleteContents();
    const parts = this.parts(value);
    const piece = document.createDocumentFragment();
    piece.append(...parts);
    range.insertNode(piece);
    if (this.many && this.text.lastElementChild?.className !== 'end') this.text.append(this.end());
    const last = parts[parts.length - 1];
    if (last) {
      range.setStartAfter(last);
      range.collapse(true);
      const chosen = document.getSelection();
      chosen?.removeAllRanges();
      chosen?.addRange(range);
    }
    this.typed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // The page's own keys (undo of the drawing) are not meant for one who types.
    if ((event.ctrlKey || event.metaKey) && 'zyacvx'.includes(event.key.toLowerCase())) event.stopPropagation();
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    event.preventDefault();
    const text = (event.clipboardData?.getData('text/plain') ?? '').replace(/\r\n?/g, '\n');
    this.put(this.many ? text : text.replace(/\s*\n\s*/g, ' '));
  }

  /** A chip is copied as Liquid. @param {ClipboardEvent} event */
  copy(event) {
    this.keepCaret();
    if (!this.caret || this.caret.collapsed) return;
    const piece = document.createElement('div');
    piece.append(this.caret.cloneContents());
    event.clipboardData?.setData('text/plain', this.written(piece));
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'cut') {
      this.caret.deleteContents();
      this.typed();
    }
  }
}

customElements.define('value-text', ValueText);
document.addEventListener('htmx:after:swap', () => {
  for (const one of document.querySelectorAll('value-text')) {
    if (one instanceof ValueText) one.refresh();
  }
});
