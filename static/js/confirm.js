// Links with data-confirm lead to a page that asks first. Here that page opens as a dialog.

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    const response = await fetch(link.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const question = page.querySelector("[data-confirm-body]");
    if (!response.ok || !question) throw new Error("no question on that page");
    show(document.adoptNode(question), link);
  } catch {
    location.assign(link.href);
  }
});

function show(question, link) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.append(question);
  const heading = question.querySelector("h2");
  heading.id ||= "confirm-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  // The page posts to itself; the dialog stands on another page.
  for (const form of question.querySelectorAll("form:not([action])")) form.action = link.href;
  // What is decided here leads back here.
  for (const form of [question, ...question.querySelectorAll("form")]) {
    if (form.method === "post") form.append(here());
  }
  question.querySelector("[data-cancel]")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function here() {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "next", value: location.pathname + location.search });
  return field;
}
