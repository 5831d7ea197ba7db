// Small comforts. Every page works without them.

// Times are shown in the reader's zone: the server learns it from this cookie.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`time_zone=${zone}`)) {
  document.cookie = `time_zone=${zone};path=/;max-age=31536000;samesite=lax`;
}

// The summary of what is wrong with a form is read out first.
document.querySelector("[data-focus]")?.focus();

// A choice that takes effect at once needs no button of its own.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// One box ticks all boxes of its form.
function showTickAll(root) {
  for (const label of root.querySelectorAll("[data-tick-all]")) label.hidden = false;
}
showTickAll(document);
document.addEventListener("htmx:load", (event) => showTickAll(event.target));
document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-tick-all]")) return;
  for (const box of event.target.form.elements) {
    if (box.type === "checkbox") box.checked = event.target.checked;
  }
});

// Signing in again, in another tab, changes the CSRF token: a form that was kept takes the new one.
document.addEventListener("submit", (event) => {
  const name = event.target.dataset.csrfCookie;
  const cookie = name && document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  if (cookie) event.target.elements.csrfmiddlewaretoken.value = cookie.slice(name.length + 1);
});

// A form sent twice by a double click is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sent")) return event.preventDefault();
  form.setAttribute("data-sent", "");
  setTimeout(() => form.removeAttribute("data-sent"), 3000); // a download leaves the page as it is
});

// What had the focus has it again when its part of the page is renewed; else the part itself.
// What was unfolded stays so.
let focused = "";
let unfolded = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  unfolded = [...event.detail.target.querySelectorAll("details")].map((one) => one.open);
  const held = event.detail.target.contains(document.activeElement) && document.activeElement;
  focused = held ? held.form?.getAttribute("action") || held.getAttribute("href") || "lost" : "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  const part = document.getElementById(event.detail.target.id);
  const foldable = part?.querySelectorAll("details") || [];
  if (foldable.length === unfolded.length) unfolded.forEach((open, n) => (foldable[n].open = open));
  if (!focused) return;
  const address = CSS.escape(focused);
  const same = part?.querySelector(`form[action="${address}"] button, a[href="${address}"]`);
  (same || part)?.focus({ preventScroll: true });
});

// Live parts: say so when they stop being live.
const lost = document.getElementById("lost");
document.addEventListener("htmx:sendError", () => lost?.removeAttribute("hidden"));
document.addEventListener("htmx:responseError", () => lost?.removeAttribute("hidden"));
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) lost?.setAttribute("hidden", "");
});
