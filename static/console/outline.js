// The outline: a cursor on its rows, and what the keys do there. Typing a new line is draft.js; here a line is chosen, opened,
// moved, put on the board or taken away.
//
//   ↑ ↓      the row above, below           Enter    a new line under this one
//   → ←      open, fold; to the parent      F2, E    change its words
//   Alt ↑ ↓  move it among its siblings     S        on the board       Delete   into the bin

import { Draft } from "./draft.js";
import { say } from "./words.js";

const idOf = (row) => row.closest("[data-line]").dataset.line;

export class Outline {
  constructor(live, root) {
    this.live = live;
    this.root = root;
    this.writing = new Set(); // records whose words are open
    this.opened = new Set(); // records that are open whole
    this.extra = new Set(); // other fragments that were opened, by id
    this.focused = new Set(); // opened ones that had the focus once
    this.cursor = null;
    this.draft = new Draft(live, root, this);
  }

  watch() {
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    this.root.addEventListener("focusin", ({ target }) => this.came(target));
    this.root.addEventListener("focusout", (event) => this.left(event));
    document.addEventListener("click", ({ target }) => this.clicked(target));
    this.root.querySelector("#outline-said button").addEventListener("click", () => this.again?.());
    this.live.on("applied", () => this.applied());
    const first = this.root.querySelector(".l1.on, .l1:has(.on)") ?? this.root.querySelector(".l1");
    if (first) this.fold(first, true);
    this.rove();
  }

  row(id) {
    return document.getElementById(`o-${id}`);
  }

  rows() {
    return [...this.root.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  }

  // ---------------------------------------------------------------- the cursor

  came(target) {
    const line = target.closest("[data-line]");
    if (!line) return;
    this.cursor = line.dataset.line;
    this.rove();
  }

  /** One row of the outline is in the page's tab order; the arrows do the rest. */
  rove() {
    const at = (this.cursor && this.row(this.cursor)?.querySelector("[data-row]")) ?? this.rows()[0];
    for (const row of this.root.querySelectorAll('[data-row][tabindex="0"]')) if (row !== at) row.tabIndex = -1;
    if (at) at.tabIndex = 0;
  }

  go(row) {
    if (!row) return;
    this.cursor = idOf(row);
    this.rove();
    row.focus();
  }

  goTo(id) {
    const line = this.row(id);
    if (!line) return;
    for (let at = line.parentElement.closest("[data-line]"); at; at = at.parentElement.closest("[data-line]")) this.fold(at, true);
    const row = line.querySelector("[data-row]");
    row.scrollIntoView({ block: "center" });
    this.go(row);
  }

  fold(line, open) {
    line.toggleAttribute("data-open", open);
    line.querySelector("[data-fold]")?.setAttribute("aria-expanded", String(open));
  }

  // ---------------------------------------------------------------- keys

  pressed(event) {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.target.closest(".line-editor")) return this.inWords(event);
    if (!event.target.matches("[data-row]")) return;
    if (this.onRow(event, event.target)) event.preventDefault();
  }

  onRow(event, row) {
    const line = row.closest("[data-line]");
    if (event.altKey) return this.shift(line, { ArrowUp: -1, ArrowDown: 1 }[event.key]);
    if (event.ctrlKey || event.metaKey) return event.key === "z" ? this.undo() : false;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        return this.step(row, event.key === "ArrowDown" ? 1 : -1);
      case "ArrowRight":
        return this.fold(line, true) ?? true;
      case "ArrowLeft":
        return this.leave(line);
      case "Enter":
        return this.draft.below(line);
      case "F2":
        return this.write(line.dataset.line);
      case "Delete":
        return this.remove(line);
      default:
        return false;
    }
  }

  /** Keys that are letters, when no button takes them; whether this did. */
  key(key) {
    const at = document.activeElement?.closest?.("[data-line]") ?? (this.cursor && this.row(this.cursor));
    if (!at) return false;
    if (key === "s") return this.spotlight(at);
    if (key === "e" && document.activeElement.closest("#outline")) return this.write(at.dataset.line);
    return false;
  }

  step(row, by) {
    const rows = this.rows();
    this.go(rows[rows.indexOf(row) + by]);
    return true;
  }

  leave(line) {
    if ("open" in line.dataset && line.querySelector("[data-fold]")) this.fold(line, false);
    else this.go(line.parentElement.closest("[data-line]")?.querySelector("[data-row]"));
    return true;
  }

  /** Move a line before its elder sibling or behind its younger one. */
  shift(line, by) {
    if (!by) return false;
    const { line: record, kind, parent } = line.dataset;
    const siblings = [...line.parentElement.children].filter((each) => each.dataset.kind === kind).map((each) => each.dataset.line);
    const at = siblings.indexOf(record) + by;
    if (at < 0 || at >= siblings.length) return true;
    const after = by > 0 ? siblings[at] : (siblings[at - 1] ?? null);
    this.tell({ do: "move", record, parent: parent || null, after });
    return true;
  }

  spotlight(line) {
    const value = line.classList.contains("on") ? null : line.dataset.line;
    this.tell({ do: "room", name: "spotlight", value });
    return true;
  }

  undo() {
    this.tell({ do: "undo" });
    return true;
  }

  remove(line) {
    const { line: record } = line.dataset;
    const what = line.querySelector(".tx").textContent.trim() || say("nameless");
    const rows = this.rows();
    const next = rows.find((row, at) => at > rows.indexOf(line.querySelector("[data-row]")) && !line.contains(row));
    this.go(next ?? rows[rows.indexOf(line.querySelector("[data-row]")) - 1]);
    this.tell({ do: "remove", record }).then((answer) => {
      if (answer.type === "ack") this.say(say("removed", { what }), () => this.tell({ do: "restore", record }));
    });
    return true;
  }

  // ---------------------------------------------------------------- words

  write(id) {
    this.writing.add(id);
    this.row(id)?.setAttribute("data-editing-line", "");
    this.focused.delete(`line-${id}`);
    this.watchOpen();
    return true;
  }

  finish(id) {
    if (!this.writing.delete(id)) return;
    const line = this.row(id);
    line?.removeAttribute("data-editing-line");
    if (["nc", "action"].includes(line?.dataset.kind)) this.live.command({ do: "read", record: id });
    this.watchOpen();
  }

  inWords(event) {
    const line = event.target.closest("[data-line]");
    const id = line.dataset.line;
    if (event.key === "Escape") this.go(line.querySelector("[data-row]"));
    else if (event.key === "Enter") this.draft.below(line);
    else if (event.key === "Tab") this.draft[event.shiftKey ? "outside" : "inside"](line);
    else return;
    event.preventDefault();
    this.finish(id);
  }

  left({ target, relatedTarget }) {
    const line = target.closest(".line-editor")?.closest("[data-line]");
    if (!line || (relatedTarget && line.querySelector(".writing").contains(relatedTarget))) return;
    setTimeout(() => {
      if (document.hasFocus() && !line.querySelector(".writing")?.contains(document.activeElement)) this.finish(line.dataset.line);
    });
  }

  toggleAll(id) {
    if (this.opened.delete(id)) this.row(id)?.querySelector("[data-open-all]")?.setAttribute("aria-expanded", "false");
    else this.opened.add(id);
    this.watchOpen();
  }

  watchOpen() {
    const named = (name, ids) => [...ids].map((id) => `${name}-${id}`);
    this.live.watch([...named("line", this.writing), ...named("edit", this.opened), ...this.extra]);
  }

  applied() {
    for (const id of this.writing) this.focusOnce(`line-${id}`, "textarea");
    for (const id of this.opened) {
      this.row(id)?.querySelector("[data-open-all]")?.setAttribute("aria-expanded", "true");
      this.focusOnce(`edit-${id}`, "textarea, select, input");
    }
    for (const name of this.extra) this.focusOnce(name, "textarea, input");
    this.draft.settle();
    this.rove();
  }

  /** A button with data-watch opens and closes the fragment that it names. */
  toggleExtra(button) {
    const name = button.dataset.watch;
    const open = !this.extra.delete(name);
    if (open) this.extra.add(name);
    else this.focused.delete(name);
    button.setAttribute("aria-expanded", String(open));
    this.watchOpen();
  }

  /** What has just been opened is where the hand wants to be. */
  focusOnce(name, control) {
    const editor = document.getElementById(name);
    if (!editor || this.focused.has(name)) return;
    this.focused.add(name);
    const field = editor.querySelector(control);
    field?.focus();
    field?.setSelectionRange?.(field.value.length, field.value.length);
  }

  // ---------------------------------------------------------------- pointers

  clicked(target) {
    const show = target.closest("[data-show]");
    if (show) return this.goTo(show.dataset.show);
    const watched = target.closest("[data-watch]");
    if (watched) return this.toggleExtra(watched);
    const line = target.closest("[data-line]");
    const done = target.closest("[data-edit-done]");
    if (done) return this.done(done);
    const gone = target.closest("[data-remove]");
    if (gone && this.row(gone.dataset.remove)) return this.remove(this.row(gone.dataset.remove));
    if (target.closest("[data-fold]")) return this.fold(line, !("open" in line.dataset));
    if (target.closest("[data-open-all]")) return this.toggleAll(line.dataset.line);
    if (target.closest("[data-write]")) return this.write(line.dataset.line);
    const drafts = target.closest("[data-draft]");
    if (drafts) this.draft.last(drafts.dataset.draft, drafts.dataset.parent || null);
    return undefined;
  }

  done(button) {
    const id = button.dataset.editDone;
    if ("reads" in button.dataset) this.live.command({ do: "read", record: id });
    this.focused.delete(`edit-${id}`);
    this.toggleAll(id);
    this.go(this.row(id)?.querySelector("[data-row]"));
  }

  // ---------------------------------------------------------------- answers

  /** A command whose refusal is said here. */
  async tell(body, words = "") {
    const answer = await this.live.command(body);
    if (answer.type === "refused") this.refused(answer, words);
    return answer;
  }

  refused({ message }, words) {
    this.say(say("refused", { why: message }), words ? () => this.draft.restore(words) : null);
  }

  say(words, again) {
    const place = this.root.querySelector("#outline-said");
    place.hidden = false;
    place.querySelector(".words").textContent = words;
    place.querySelector("button").hidden = !again;
    this.again = () => {
      place.hidden = true;
      again();
    };
  }
}
