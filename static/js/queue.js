// The queue by keyboard: j and k go through it, e resolves, s snoozes, x selects, ? helps.
// Without JavaScript its forms and links do the same.

const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable]";

function openers() {
  return [...document.querySelectorAll("[data-queue-open]")];
}

function row() {
  return document.activeElement?.closest("[data-queue-row]");
}

function selected() {
  return document.querySelectorAll("[data-queue-row] input[name=item]:checked");
}

function step(by) {
  const all = openers();
  const here = all.indexOf(document.activeElement?.closest(".queue__row")?.querySelector("[data-queue-open]"));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[next]?.focus();
}

function tick() {
  const box = row()?.querySelector("input[name=item]");
  if (box) box.checked = !box.checked;
}

function field(name) {
  document.querySelector(`#queue-form [name=${name}]`)?.focus();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  x: tick,
  e: () => (selected().length ? field("why") : row()?.querySelector("[data-queue-resolve]")?.click()),
  s: () => {
    if (!selected().length) tick();
    if (selected().length) field("until");
  },
  "?": () => document.getElementById("queue-keys")?.togglePopover(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches(FIELDS) || document.querySelector("dialog[open]")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Enter in a field of the bar does what the button beside it does.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  const button = event.target.closest("#queue-form .fuse")?.querySelector("button");
  if (!button || event.target === button) return;
  event.preventDefault();
  button.click();
});

// Nobody's selection is taken away by what is renewed in the background.
document.addEventListener("htmx:beforeRequest", (event) => {
  const bar = document.getElementById("queue-form");
  const busy = selected().length || bar?.contains(document.activeElement) || document.querySelector("dialog[open]");
  if (event.target.id === "live" && busy) event.preventDefault();
});
