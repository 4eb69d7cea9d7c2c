// Writing lines: counting, sending, and showing those that are still on this phone, which nobody else can show.
//
// What waits in the outbox stands under my lines until the server shows it; what was refused stands there with the reason, and
// a way to shorten it; where lines are not written any more, it stands with the words that lost their place. Lines without a name live on this phone alone until they are revealed: the random handle that proves
// that they are mine is made here, kept here, and never sent with anything that says who I am.

import { fill } from "../live/fields.js";
import { newId } from "../live/ids.js";
import { keys, read, remove, write } from "../live/storage.js";

export const watchWriting = (live) => new Writing(live).watch();

class Writing {
  constructor(live) {
    this.live = live;
    this.sent = new Map(); // id → message, to have the words when an answer comes
    this.refusals = `stratroom.refused|${live.scope}|`;
    this.memories = `stratroom.held|${live.scope}|`;
  }

  watch() {
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("input", ({ target }) => target.matches?.("#line") && this.count());
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("click", ({ target }) => this.clicked(target));
    this.live.on("applied", () => this.show());
    this.live.on("opened", () => this.show());
    this.live.on("closed", () => this.show());
    this.live.on("answered", (answer) => this.answered(answer));
    this.count();
    this.show();
  }

  // ---------------------------------------------------------------- the field

  /** Enter adds the line, as the keyboard's key says; a line has no lines. */
  pressed(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !event.target.matches("#line")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  count() {
    const field = document.getElementById("line");
    if (!field) return;
    const [kept, place] = document.querySelectorAll("#line-under > span");
    const [n, most] = [[...field.value.trim()].length, Number(field.dataset.longest)];
    const over = n > most;
    say(place, (over ? place.dataset.over : place.dataset.count).replace("{n}", over ? n - most : n).replace("{most}", most));
    place.classList.toggle("over", over);
    say(kept, n ? kept.dataset.keeps : "");
  }

  submitted(event) {
    const form = event.target.closest("[data-compose]");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("#line");
    const text = field.value.trim();
    if (!text) return;
    const { step, nameless } = form.dataset;
    const about = aboutOf(form);
    if (nameless) this.hold(nameless, newId(), text, about);
    else this.live.command({ do: "add", kind: "note", fields: { text, ...(step && { step }), ...about } });
    fill(field, "");
    field.focus({ preventScroll: true });
    this.count();
    this.show();
  }

  clicked(target) {
    const line = target.closest("[data-line]");
    if (!line) return;
    if (target.closest("[data-shorten]")) this.shorten(line.dataset.line);
    if (target.closest("[data-let-go]")) this.letGo(line.dataset.line);
  }

  // ---------------------------------------------------------------- what was not taken

  answered({ type, id, message }) {
    const sent = this.sent.get(id);
    this.sent.delete(id);
    if (sent && type === "refused") {
      const send = sent.do === "add" ? { body: sent, name: "fields.text" } : null; // a held line would come with a name now
      write(this.refusals + (sent.record ?? id), JSON.stringify({ text: wordsOf(sent), message, send }));
      if (sent.do === "hold") this.forget(sent.step, sent.record);
    }
    this.show();
  }

  shorten(id) {
    const { text } = JSON.parse(read(this.refusals + id) ?? "{}");
    const field = document.getElementById("line");
    if (!field || !text) return;
    fill(field, field.value.trim() ? `${field.value.trim()} ${text}` : text);
    remove(this.refusals + id);
    field.focus();
    this.count();
    this.show();
  }

  // ---------------------------------------------------------------- lines without a name

  memory(step) {
    return JSON.parse(read(this.memories + step) ?? "null") ?? { handle: `${newId()}${newId()}`, lines: [] };
  }

  hold(step, record, text, fields) {
    const memory = this.memory(step);
    memory.lines.push({ id: record, text });
    write(this.memories + step, JSON.stringify(memory));
    this.live.command({ do: "hold", step, record, handle: memory.handle, text, fields });
  }

  forget(step, record) {
    const memory = this.memory(step);
    memory.lines = memory.lines.filter(({ id }) => id !== record);
    write(this.memories + step, JSON.stringify(memory));
  }

  async letGo(record) {
    const step = this.place()?.dataset.nameless;
    if (!step) return;
    const { handle } = this.memory(step);
    const answer = await this.live.command({ do: "let-go", step, record, handle });
    if (answer.type === "ack") this.forget(step, record);
    this.show();
  }

  // ---------------------------------------------------------------- what stands on this phone alone

  place() {
    return document.querySelector("[data-my-lines]");
  }

  show() {
    this.note();
    const place = this.place();
    if (document.querySelector("[data-revealed]")) this.forgetAll();
    this.house(Boolean(place && document.getElementById("line")));
    if (!place) return;
    const list = place.querySelector("[data-pending]");
    const lines = this.lines(place.dataset.nameless);
    const now = new Map([...list.children].map((line) => [line.dataset.line, line]));
    list.replaceChildren(...lines.map((line) => this.drawn(now.get(line.id) ?? this.made(place, line.id), line)));
  }

  /** Lines that were not taken stand among my lines, where they can be shortened; else with the words that lost their place. */
  house(here) {
    for (const { id, text, message, send = null } of this.refused()) {
      const name = `refused ${id}`;
      if (here) this.live.kept.forget(name);
      else this.live.kept.hold({ name, words: text, message, send, done: () => remove(this.refusals + id) });
    }
    this.live.kept.show();
  }

  refused() {
    return keys(this.refusals).map((key) => ({ id: key.slice(this.refusals.length), ...JSON.parse(read(key)) }));
  }

  /** Remember what is on its way, to have its words when it is refused. */
  note() {
    for (const message of this.live.outbox.pending()) if (isLine(message)) this.sent.set(message.id, message);
  }

  lines(nameless) {
    const waiting = this.live.outbox.pending().filter(isLine);
    const state = this.live.online ? "pending" : "offline";
    const ids = new Set(waiting.map(idOf));
    const kept = nameless ? this.memory(nameless).lines.filter(({ id }) => !ids.has(id)) : [];
    const refused = document.getElementById("line") ? this.refused() : [];
    return [
      ...kept.map((line) => ({ ...line, state: "saved" })),
      ...waiting.filter((each) => !shownAlready(idOf(each))).map((each) => ({ id: idOf(each), text: wordsOf(each), state })),
      ...refused.map((line) => ({ ...line, state: "refused" })),
    ];
  }

  made(place, id) {
    const line = place.querySelector("template").content.firstElementChild.cloneNode(true);
    line.dataset.line = id;
    return line;
  }

  drawn(line, { text, state, message }) {
    const sync = line.querySelector(".sync");
    const { saved, sending, waiting } = sync.dataset;
    line.dataset.sync = state;
    say(line.querySelector("p"), text);
    say(sync, { saved, pending: sending, offline: waiting, refused: message }[state]);
    line.querySelector("[data-shorten]").hidden = state !== "refused";
    line.querySelector("[data-let-go]").hidden = state !== "saved";
    return line;
  }

  /** They are the room's now. */
  forgetAll() {
    for (const key of keys(this.memories)) remove(key);
  }
}

/** Which question the line answers and, where it says so, where it bites. */
const aboutOf = (form) => {
  const { prompt, scope_kind, scope } = Object.fromEntries(new FormData(form));
  const bites = scope?.trim() && form.matches("[data-scoped], :has([data-scoped]:checked)");
  return { ...(prompt && { prompt }), ...(bites && { scope_kind, scope: scope.trim() }) };
};

const isLine = ({ do: does, kind }) => does === "hold" || (does === "add" && kind === "note");

const idOf = ({ do: does, id, record }) => (does === "hold" ? record : record ?? id);

const wordsOf = ({ do: does, text, fields }) => (does === "hold" ? text : fields.text);

const shownAlready = (id) => Boolean(document.querySelector(`[data-note="${CSS.escape(id)}"]`));

const say = (element, words) => {
  if (element.textContent !== words) element.textContent = words ?? "";
};
