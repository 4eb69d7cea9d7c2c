// The phone's own gestures: which view is open, which branches are, which records are being edited. All of it is this
// phone's affair alone; the plan hears of it only by what is typed.

import { live } from "./live.js";

const VIEWS = ["now", "plan", "mine"];
const opened = new Set(); // records whose editor is open

const show = (view) => {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
};

const viewOf = (hash) => (VIEWS.includes(hash.slice(1)) ? hash.slice(1) : "now");

addEventListener("hashchange", () => show(viewOf(location.hash)));
show(viewOf(location.hash));

const toggle = (button) => {
  const row = button.closest("li");
  const open = row.toggleAttribute("data-open");
  button.setAttribute("aria-expanded", String(open));
};

const rowButton = (record) => document.querySelector(`[data-edit="${CSS.escape(record)}"]`);

const watch = () => live?.watch([...opened].map((record) => `edit-${record}`));

const edit = (record) => {
  if (opened.has(record)) return close(record);
  opened.add(record);
  rowButton(record)?.setAttribute("aria-expanded", "true");
  rowButton(record)?.closest("li")?.setAttribute("data-open", "");
  watch();
};

const close = (record) => {
  opened.delete(record);
  watch();
  const button = rowButton(record);
  button?.setAttribute("aria-expanded", "false");
  button?.focus({ preventScroll: true });
};

document.addEventListener("click", ({ target }) => {
  const toggled = target.closest("[data-toggle]");
  if (toggled) toggle(toggled);
  const wanted = target.closest("[data-edit]");
  if (wanted) edit(wanted.dataset.edit);
  const done = target.closest("[data-edit-done]");
  if (done) {
    if (done.dataset.kind === "nc") live?.command({ do: "read", record: done.dataset.editDone });
    close(done.dataset.editDone);
  }
});

// The first field of an editor that has just come is where the hand wants to be.
const focused = new Set();
live?.on("applied", () => {
  for (const record of opened) {
    const editor = document.getElementById(`edit-${record}`);
    if (!editor) continue;
    rowButton(record)?.setAttribute("aria-expanded", "true");
    if (focused.has(record)) continue;
    focused.add(record);
    editor.querySelector(".write")?.focus({ preventScroll: true });
  }
  for (const record of focused) if (!opened.has(record)) focused.delete(record);
});
