// A new line, typed at the speed of talk. There is one draft at a time; Enter adds it and goes on under it, Tab moves it in
// under the line above, Shift+Tab moves it out, Escape puts it away. Its place is kept as thought (kind, parent, the sibling
// before), because the rows that it hangs by may still be on their way from the server.

import { clean } from "../live/fields.js";
import { newId } from "../live/ids.js";
import { canMove } from "../live/lists.js";
import { say } from "./words.js";

const BELOW = { goal: "csf", csf: "nc", nc: "action" };
const LEVEL = { csf: "l1", nc: "l2", action: "l3", goal: "l0", constraint: "l4" };

export class Draft {
  constructor(live, root, outline) {
    this.live = live;
    this.root = root;
    this.outline = outline;
    this.place = null; // {kind, parent, after}
    this.sent = new Map(); // id → {kind, parent} of lines that were added here
    this.form = document.getElementById("draft").content.firstElementChild.cloneNode(true);
    this.field = this.form.querySelector("textarea");
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.field.addEventListener("blur", () => setTimeout(() => this.left()));
  }

  // ---------------------------------------------------------------- where

  /** A sibling of `line`; what comes under the goal, for the goal itself. */
  below(line) {
    const { kind, parent, line: id } = line.dataset;
    if (kind === "goal") return this.last("csf", id);
    return this.open({ kind, parent: parent || null, after: id });
  }

  inside(line) {
    const { kind, line: id } = line.dataset;
    return BELOW[kind] ? this.last(BELOW[kind], id) : this.below(line);
  }

  outside(line) {
    const above = this.outline.row(line.dataset.parent);
    return above && above.dataset.kind !== "goal" ? this.below(above) : this.below(line);
  }

  /** Behind the last of its kind under `parent`. */
  last(kind, parent) {
    return this.open({ kind, parent, after: this.lastUnder(kind, parent) });
  }

  lastUnder(kind, parent) {
    const rows = this.root.querySelectorAll(`[data-line][data-kind="${kind}"]`);
    const standing = [...rows].filter((row) => (row.dataset.parent || null) === parent).map((row) => row.dataset.line);
    const coming = [...this.sent].filter(([id, each]) => each.kind === kind && each.parent === parent && !this.outline.row(id));
    return coming.at(-1)?.[0] ?? standing.at(-1) ?? null;
  }

  open(place) {
    this.place = place;
    this.label();
    this.settle();
    this.field.focus();
    return true;
  }

  label() {
    const { kind } = this.place;
    this.form.className = `draft ${LEVEL[kind]}`;
    this.field.placeholder = say(`line.${kind}`);
    this.field.setAttribute("aria-label", say(`line.${kind}`));
    this.form.querySelector(".end").textContent = kind === "action" ? say("end.action") : "";
  }

  known(id) {
    const row = this.outline.row(id);
    return row ? { kind: row.dataset.kind, parent: row.dataset.parent || null } : this.sent.get(id);
  }

  moveIn() {
    const above = this.place.after && this.known(this.place.after);
    if (!above || !BELOW[above.kind]) return;
    this.place = { kind: BELOW[above.kind], parent: this.place.after, after: this.lastUnder(BELOW[above.kind], this.place.after) };
    this.label();
    this.settle();
  }

  moveOut() {
    const above = this.place.parent && this.known(this.place.parent);
    if (!above || above.kind === "goal") return;
    this.place = { kind: above.kind, parent: above.parent, after: this.place.parent };
    this.label();
    this.settle();
  }

  /** Stand where the place is, as soon as the row that it hangs by is there. Focus and caret stay. */
  settle() {
    if (!this.place) return;
    const slot = this.slot();
    if (!slot || this.form.parentElement === slot) return;
    for (let at = slot.closest("[data-line]"); at; at = at.parentElement.closest("[data-line]")) this.outline.fold(at, true);
    if (this.form.isConnected && canMove()) return void slot.moveBefore(this.form, null);
    const typing = document.activeElement === this.field;
    const { selectionStart, selectionEnd } = this.field;
    this.moving = true;
    slot.append(this.form);
    if (typing) this.field.focus({ preventScroll: true });
    if (typing) this.field.setSelectionRange(selectionStart, selectionEnd);
    this.moving = false;
  }

  slot() {
    const { after, parent, kind } = this.place;
    if (after) return this.outline.row(after)?.querySelector(":scope > .slot.after");
    if (parent && kind !== "csf") return this.outline.row(parent)?.querySelector(":scope > .slot.first");
    return this.root.querySelector("#outline-end > .slot.first");
  }

  // ---------------------------------------------------------------- keys

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") this.enter();
    else if (event.key === "Tab") this[event.shiftKey ? "moveOut" : "moveIn"]();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  enter() {
    const words = this.field.value.trim();
    if (!words) return this.close();
    this.add(words);
    this.empty();
    return undefined;
  }

  add(words) {
    const { kind, parent, after } = this.place;
    const record = newId();
    const body = { do: "add", kind, parent, record, read: true, fields: { statement: words } };
    this.sent.set(record, { kind, parent });
    this.outline.tell(after ? { ...body, after } : body, words);
    this.place = kind === "goal" ? { kind: "csf", parent: record, after: null } : { kind, parent, after: record };
    this.label();
  }

  /** Words that were not taken, back where they can be mended. */
  restore(words) {
    this.field.value = this.field.value ? `${words} ${this.field.value}` : words;
    if (!this.place) this.last("csf", this.root.querySelector('[data-kind="goal"]')?.dataset.line ?? null);
    this.field.focus();
  }

  close() {
    const { after, parent } = this.place;
    this.put();
    this.outline.go((this.outline.row(after) ?? this.outline.row(parent))?.querySelector("[data-row]"));
  }

  /** Away, unless something is typed in it. */
  left() {
    if (this.moving || !document.hasFocus() || document.activeElement === this.field || this.field.value.trim()) return;
    this.put();
  }

  put() {
    this.place = null;
    this.empty();
    this.form.remove();
  }

  empty() {
    this.field.value = "";
    clean(this.field);
  }
}
