// The command palette: Ctrl-K or Cmd-K on any staff page, or the links to the search page.
// Without JavaScript those lead to that page, which finds the same.

const palette = document.getElementById("palette");
const form = palette.querySelector("form");
const field = document.getElementById("palette-field");
const state = document.getElementById("palette-status");
let upToDate = false; // what is shown answers what is typed
let chosen = null;
let hurried = false; // Enter was pressed before the answer came

function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  palette.showModal(); // Escape closes it and the browser puts the focus back
  field.select();
  upToDate = false;
  form.dispatchEvent(new Event("refresh"));
}

function options() {
  return [...palette.querySelectorAll("[role=option]")];
}

function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option;
  if (!option) return field.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen) + by + all.length) % all.length]);
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || event.ctrlKey === event.metaKey) return;
  if (event.altKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-palette]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});

palette.addEventListener("click", (event) => {
  if (event.target === palette || event.target.closest("[data-close]")) palette.close();
});

field.addEventListener("input", () => (upToDate = false));

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // Enter ends a Japanese word, too
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!upToDate) hurried = true;
    else chosen?.click();
  }
});

form.addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "palette-found") return;
  // Who was signed out meanwhile got another page.
  if (!palette.querySelector("[data-found]")) return location.assign(form.action);
  upToDate = true;
  const all = options();
  field.setAttribute("aria-expanded", String(all.length > 0));
  if (all.length) field.setAttribute("aria-controls", "palette-list");
  else field.removeAttribute("aria-controls");
  state.textContent = all.length ? `${all.length} found` : "No results";
  choose(all[0] ?? null);
  if (hurried) chosen?.click();
  hurried = false;
});

if (navigator.platform.startsWith("Mac")) {
  for (const key of document.querySelectorAll("[data-palette] kbd")) key.textContent = "⌘ K";
}
