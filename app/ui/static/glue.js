// What the pages need beyond links and forms: copy buttons, a question before removing, the reader's own time zone.

/** @param {Event} event */
function clicked(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  const text = document.getElementById(button.dataset.copy ?? "")?.textContent?.trim() ?? "";
  navigator.clipboard?.writeText(text).then(() => {
    const label = button.querySelector("[data-label]") ?? button;
    const before = label.textContent;
    label.textContent = button.dataset.done ?? "✓";
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.dataset.ask && !window.confirm(form.dataset.ask)) {
    event.preventDefault();
  }
}

/** @param {string} value @param {string} zone */
function sameZone(value, zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone === zone;
  } catch {
    return false;
  }
}

/** Where nobody chose a zone yet, the one of this computer is the best guess. */
function guessZone() {
  for (const select of document.querySelectorAll("select[data-guess-zone]")) {
    if (!(select instanceof HTMLSelectElement)) continue;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const values = [...select.options].map((option) => option.value);
    // browsers know some zones by an older name (Asia/Calcutta), and call them by it whatever they are asked
    const found = values.includes(zone) ? zone : values.find((value) => sameZone(value, zone));
    if (found) select.value = found;
  }
}

document.addEventListener("click", clicked);
document.addEventListener("submit", submitted);
guessZone();
