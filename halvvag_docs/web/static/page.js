// Only improves: every page works without it. No value leaves the page except to the program itself.
"use strict";

// What is wrong, or new, is what is read first.
const first = document.querySelector("[data-focus]");
if (first) first.focus();

// A second press while the first is on its way would do the same thing twice.
const PAUSE = 2000;
let sent = -PAUSE;
document.addEventListener("submit", (event) => {
  if (performance.now() - sent < PAUSE) event.preventDefault();
  else sent = performance.now();
});

// The picture of the page lies open where there is room beside the questions.
const preview = document.querySelector("[data-preview]");
if (preview && matchMedia("(min-width: 64rem)").matches) preview.open = true;

// Saves what is typed, at the latest ten seconds after the first key.
const form = document.querySelector("[data-form]");
if (form) {
  const told = form.querySelector("[data-saved]") || document.createElement("p");
  let waiting = 0;
  let busy = false;
  let dirty = false;
  let pressed = null;

  const save = async () => {
    clearTimeout(waiting);
    waiting = 0;
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    const data = new URLSearchParams(new FormData(form));
    data.set("gor", "spara");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok && answer.headers.get("Content-Type") === "application/json") {
        const now = await answer.json();
        form.elements.revision.value = now.revision;
        if (form.elements.ny) form.elements.ny.value = "";
        for (const [path, print] of Object.entries(now.visades)) {
          const field = form.elements[`visades.${path}`];
          if (field) field.value = print;
        }
        told.textContent = "Sparat " + new Date().toLocaleTimeString("sv", { hour: "2-digit", minute: "2-digit" }) + ".";
      } else {
        dirty = true;
      }
      // Anything else (a clash, a lock) shows itself when the person presses the button; what is typed stays.
    } catch {
      dirty = true;
      told.textContent = "Det går inte att spara just nu. Fönstret där programmet körs kan vara stängt.";
    }
    busy = false;
    if (pressed) form.requestSubmit(pressed);
  };

  form.addEventListener("input", () => {
    dirty = true;
    waiting ||= setTimeout(save, 10000);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    dirty = false;
    if (!busy) return;
    // What is being saved comes first: the page must know of it, or a new row would be added twice.
    event.preventDefault();
    event.stopPropagation();
    pressed = event.submitter;
  });

  // Whoever leaves by a link, or locks, saves first; the browser asks about what could not be saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!dirty || !link || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await save();
    location.assign(link.href);
  });
  for (const other of document.forms) {
    if (other === form) continue;
    other.addEventListener("submit", async (event) => {
      if (!dirty) return;
      event.preventDefault();
      event.stopPropagation();
      await save();
      other.submit();
    });
  }
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
