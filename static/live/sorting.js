// Putting lines together: pick some, then say where they go. By tap, by key, and with a mouse by dragging.
//
//   <section data-sorting="<key of the step they were written in>" data-sync>
//     <li data-lain="<line>"> <button data-pick="<line>" aria-pressed> …
//     <li data-heap="<cluster>"> … <button data-into="<cluster>">         data-heap="" is where lines lie by themselves
//     <button data-together>, data-merge, data-out, data-let              with data-of="<ids>" for those lines instead of the picked

import { newId } from "./ids.js";

const DRAG_PX = 6; // a hand that clicks trembles less

export const watchSorting = (live) => new Sorting(live).watch();

class Sorting {
  constructor(live) {
    this.live = live;
    this.picked = []; // ids of lines, in the order in which they were picked
    this.drag = null;
  }

  watch() {
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("pointerdown", (event) => this.down(event));
    document.addEventListener("pointermove", (event) => this.moved(event));
    document.addEventListener("pointerup", (event) => this.up(event));
    document.addEventListener("pointercancel", () => this.letGo());
    this.live.on("applied", () => this.show());
  }

  get section() {
    return document.querySelector("[data-sorting]");
  }

  clicked({ target }) {
    if (!this.section) return;
    const pick = target.closest("[data-pick]");
    if (pick && !this.dragged) this.pick(pick.dataset.pick);
    this.dragged = false;
    const button = target.closest("[data-together], [data-merge], [data-out], [data-into], [data-let]");
    if (!button) return;
    const { of, into } = button.dataset;
    const lines = of ? of.split(" ") : this.picked;
    if (into !== undefined) this.into(into, lines);
    else if ("together" in button.dataset) this.together(lines);
    else if ("merge" in button.dataset) this.merge(lines);
    else if ("out" in button.dataset) this.into(null, lines);
    this.picked = [];
    this.show();
  }

  pick(id) {
    this.picked = this.picked.includes(id) ? this.picked.filter((each) => each !== id) : [...this.picked, id];
    this.show();
    const said = this.section.querySelector("[data-picked-said]");
    said.textContent = said.dataset.pickedSaid.replace("{n}", this.picked.length);
  }

  // ---------------------------------------------------------------- what is asked

  together(lines) {
    const [id, title] = [newId(), wordsOf(lines[0])];
    const fields = { step: this.section.dataset.sorting, title };
    this.say([{ do: "add", record: id, kind: "cluster", fields }, ...lines.map((line) => set(line, "cluster", id))]);
  }

  into(heap, lines) {
    this.say(lines.map((line) => set(line, "cluster", heap)));
  }

  /** The first one stays; the others live on in it. */
  merge([stays, ...others]) {
    this.say(others.map((line) => set(line, "merged", stays)));
  }

  /** As one, so that it is taken back as one. */
  say(commands) {
    if (commands.length) this.live.forms.say(commands.length > 1 ? { do: "all", commands } : commands[0], this.section);
  }

  // ---------------------------------------------------------------- a mouse

  down({ target, pointerType, button, clientX: x, clientY: y }) {
    const line = pointerType === "mouse" && button === 0 && target.closest("[data-pick]")?.closest("[data-lain]");
    if (line) this.drag = { line, x, y, on: false };
  }

  moved({ clientX, clientY }) {
    if (!this.drag) return;
    const { line, x, y } = this.drag;
    if (!this.drag.on && Math.hypot(clientX - x, clientY - y) < DRAG_PX) return;
    this.drag.on = true;
    line.toggleAttribute("data-dragged", true);
    line.style.transform = `translate(${clientX - x}px, ${clientY - y}px)`;
    const over = document.elementFromPoint(clientX, clientY)?.closest("[data-lain], [data-heap]");
    if (over === this.drag.over) return;
    this.drag.over?.removeAttribute("data-over");
    over?.setAttribute("data-over", "");
    this.drag.over = over;
  }

  up() {
    const { line, over, on } = this.drag ?? {};
    this.letGo();
    if (!on) return;
    this.dragged = true; // the click that follows picks nothing
    setTimeout(() => (this.dragged = false));
    if (!over) return;
    const id = line.dataset.lain;
    const lines = this.picked.includes(id) ? this.picked : [id];
    const heap = over.closest("[data-heap]")?.dataset.heap;
    const onto = over.dataset.lain;
    if (heap) this.into(heap, lines);
    else if (onto && !lines.includes(onto)) this.together([onto, ...lines]);
    else if (!onto) this.into(null, lines);
    this.picked = [];
    this.show();
  }

  letGo() {
    const { line, over } = this.drag ?? {};
    line?.removeAttribute("data-dragged");
    if (line) line.style.transform = "";
    over?.removeAttribute("data-over");
    this.drag = null;
  }

  // ---------------------------------------------------------------- what is picked

  show() {
    if (!this.section) return;
    const there = new Map([...document.querySelectorAll("[data-pick]")].map((each) => [each.dataset.pick, each]));
    this.picked = this.picked.filter((id) => there.has(id));
    for (const [id, button] of there) button.setAttribute("aria-pressed", String(this.picked.includes(id)));
    const inside = this.picked.some((id) => there.get(id).closest("[data-heap]")?.dataset.heap);
    for (const button of this.section.querySelectorAll("[data-into]:not([data-of])")) button.hidden = !this.picked.length;
    const bar = document.querySelector("[data-picks]");
    if (!bar) return;
    bar.querySelector("[data-together]").disabled = !this.picked.length;
    bar.querySelector("[data-picked]").textContent = this.picked.length ? ` (${this.picked.length})` : "";
    bar.querySelector("[data-merge]").hidden = this.picked.length < 2;
    bar.querySelector("[data-out]").hidden = !inside;
    for (const none of bar.querySelectorAll("[data-let]")) none.hidden = !this.picked.length;
  }
}

const set = (record, field, value) => ({ do: "set", record, field, value });

const wordsOf = (line) => document.querySelector(`[data-lain="${CSS.escape(line)}"] .words`)?.textContent ?? "";
