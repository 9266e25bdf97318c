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

/** Where nobody chose a zone yet, the one of this computer is the best guess. */
function guessZone() {
  for (const select of document.querySelectorAll("select[data-guess-zone]")) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (select instanceof HTMLSelectElement && [...select.options].some((option) => option.value === zone)) {
      select.value = zone;
    }
  }
}

document.addEventListener("click", clicked);
document.addEventListener("submit", submitted);
guessZone();
