// Lines that wait for a place: a place from the list of all of them, and the rest of a long list.

import { clean } from "../live/fields.js";

export const watchLines = (live) => {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("select[data-place]") || !target.value) return;
    const [kind, parent] = target.value.split(" ");
    live.command({ do: "place", note: target.dataset.place, kind, parent: parent || null });
    target.value = "";
    clean(target);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-all-of]");
    if (button) document.querySelector(`#${CSS.escape(button.dataset.allOf)} > ol`)?.toggleAttribute("data-all");
    const enter = target.closest("[data-enter]");
    if (enter) document.getElementById("enter-line")?.focus();
  });
};
