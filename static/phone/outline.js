// The plan's outline: which branches are open, which records are being edited, and what was thrown away just now.
//
//   <li data-keep="data-open"> <button data-toggle aria-expanded> …        opens and closes its row
//   <button data-edit="<record>">, <button data-edit-done="<record>">      asks for the record's editor, and lets it go
//   <button data-show="<record>">                                          goes to the record in the plan and opens it
//   <button data-add="<id of an adder>">                                   goes to the line to type in, there in the plan
//   <button data-remove="<record>" data-what="…">                          to the bin, with a way back

import { holdStill } from "../live/anchor.js";
import { turnTo } from "./views.js";

export const watchOutline = (live) => new Outline(live).watch();

class Outline {
  constructor(live) {
    this.live = live;
    this.opened = new Set(); // records whose editor is open
    this.came = new Set(); // those whose editor has come and had the focus
    this.bin = document.getElementById("binned");
  }

  watch() {
    document.addEventListener("click", ({ target }) => this.clicked(target));
    document.addEventListener("input", ({ target }) => target.closest(".edit")?.setAttribute("data-touched", ""));
    document.addEventListener("change", ({ target }) => target.closest(".edit")?.setAttribute("data-touched", ""));
    document.addEventListener("keydown", (event) => this.escaped(event));
    this.live.on("applied", () => this.applied());
  }

  clicked(target) {
    const [toggled, wanted, done, shown, removed] = ["toggle", "edit", "edit-done", "show", "remove"].map((name) =>
      target.closest(`[data-${name}]`),
    );
    if (toggled) toggle(toggled.closest("li"));
    if (wanted) this.edit(wanted.dataset.edit);
    if (done) this.done(done);
    if (shown) this.show(shown.dataset.show);
    if (removed) this.remove(removed.dataset);
    const adds = target.closest("[data-add]");
    if (adds) this.add(adds.dataset.add);
    if (target.closest("[data-put-back]")) this.putBack();
  }

  // ---------------------------------------------------------------- editors

  edit(record) {
    if (this.opened.has(record)) return this.close(record);
    this.opened.add(record);
    openAround(buttonOf(record));
    this.tell();
  }

  /** A condition that was worded anew is read anew. */
  done(button) {
    const record = button.dataset.editDone;
    if ("reads" in button.dataset && button.closest(".edit").hasAttribute("data-touched")) {
      this.live.command({ do: "read", record });
    }
    this.close(record);
  }

  close(record) {
    this.opened.delete(record);
    this.came.delete(record);
    const row = buttonOf(record)?.closest("li");
    if (row && !row.matches(".csf")) row.removeAttribute("data-open");
    this.tell();
    this.returning = record;
  }

  tell() {
    for (const button of document.querySelectorAll("[data-edit]")) {
      button.setAttribute("aria-expanded", String(this.opened.has(button.dataset.edit)));
    }
    this.live.watch([...this.opened].map((record) => `edit-${record}`));
  }

  applied() {
    for (const record of this.opened) {
      const editor = document.getElementById(`edit-${record}`);
      if (!editor) continue;
      openAround(editor);
      buttonOf(record)?.setAttribute("aria-expanded", "true");
      if (this.came.has(record)) continue;
      this.came.add(record);
      // The first field of an editor that has just come is where the hand wants to be.
      editor.querySelector(".write, [data-edit-done]")?.focus({ preventScroll: true });
    }
    if (this.returning && !document.getElementById(`edit-${this.returning}`)) {
      if (document.activeElement === document.body) buttonOf(this.returning)?.focus({ preventScroll: true });
      this.returning = null;
    }
  }

  escaped(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    const done = event.target.closest(".edit")?.querySelector("[data-edit-done]");
    if (done) this.done(done);
    else event.target.closest(".adder-row[data-open]")?.querySelector("form [data-toggle]")?.click();
  }

  show(record) {
    turnTo("plan");
    const button = buttonOf(record);
    if (!button) return;
    if (!this.opened.has(record)) this.edit(record);
    button.closest("li").scrollIntoView({ block: "center" });
  }

  add(id) {
    turnTo("plan");
    const row = document.getElementById(id);
    if (!row) return;
    openAround(row);
    row.querySelector("[data-toggle][aria-expanded]")?.setAttribute("aria-expanded", "true");
    row.scrollIntoView({ block: "center" });
    row.querySelector("input")?.focus({ preventScroll: true });
  }

  // ---------------------------------------------------------------- the bin

  async remove({ remove: record, what }) {
    const answer = await this.live.command({ do: "remove", record });
    if (answer.type !== "ack") return this.refused(record, answer);
    this.close(record);
    this.binned = record;
    const place = this.bin.querySelector(".what");
    place.textContent = place.dataset.said.replace("{what}", what || place.dataset.nameless);
    this.say("");
    this.bin.hidden = false;
    return null;
  }

  async putBack() {
    const answer = await this.live.command({ do: "restore", record: this.binned });
    if (answer.type === "ack") this.bin.hidden = true;
    else this.say(answer.message);
  }

  say(message) {
    this.bin.dataset.sync = message ? "refused" : "saved";
    this.bin.querySelector(".sync").textContent = message;
  }

  refused(record, { message }) {
    const editor = document.getElementById(`edit-${record}`);
    if (!editor) return;
    editor.dataset.sync = "refused";
    editor.querySelector(".sync").textContent = message;
  }
}

const buttonOf = (record) => document.querySelector(`[data-edit="${CSS.escape(record)}"]`);

const toggle = (row) => {
  const open = row.toggleAttribute("data-open");
  row.querySelector("[data-toggle][aria-expanded]")?.setAttribute("aria-expanded", String(open));
  if (!row.matches(".adder-row")) return;
  if (open) row.querySelector("input")?.focus({ preventScroll: true });
  else row.querySelector("[data-toggle]").focus({ preventScroll: true });
};

/** Whatever an element stands in, up to the top of the plan, is open. */
const openAround = (element) => {
  const closed = [];
  for (let row = element?.closest("li"); row; row = row.parentElement.closest("li")) {
    if (!row.hasAttribute("data-open")) closed.push(row);
  }
  if (!closed.length) return;
  holdStill(() => {
    for (const row of closed) {
      row.setAttribute("data-open", "");
      row.querySelector(":scope > .csf-head [data-toggle]")?.setAttribute("aria-expanded", "true");
    }
    return [];
  });
};
