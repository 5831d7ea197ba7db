// Copy buttons. Without JavaScript the field beside them can be selected and copied by hand.

function showButtons(root) {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

// Buttons that say "Copied", each with the timer that ends it.
const waiting = new WeakMap();

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const label = button.querySelector("[data-copy-label]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // no clipboard API outside secure contexts
  }
  button.dataset.label ??= label.textContent; // pressed again, it says "Copied" already
  label.textContent = button.dataset.copied;
  clearTimeout(waiting.get(button));
  waiting.set(button, setTimeout(() => (label.textContent = button.dataset.label), 2000));
});

showButtons(document);
document.addEventListener("htmx:load", (event) => showButtons(event.target));
