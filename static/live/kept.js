// Words that lost their place: a step ended, the lines were revealed, somebody removed the record, while they were being
// typed. An empty box just goes. Words go on in a strip of their own, under the hand that was typing them: there they can
// be sent, where the command that they were to be still can be given, copied, or dropped. Who comes back later finds
// them there.
//
// While the page only pauses (a piece with `data-pause`: the curtain, a rest) nothing has ended: no strip is shown, and a
// place that comes back has its words in it as before. Text that several people type is the server's with every key; only
// what was being typed as its record went is shown here, to be taken elsewhere.
//
//   <div id="kept" hx-morph-skip></div>        where the strip stands
//   data-step-now="<key>"                      on a piece: the step in progress
//   data-went="…"                              around a control: what to say when its place goes and the step goes on
//   data-late='{"do":…}' data-late-name="…"    on a form that is no command itself: what its words can still be sent as

import { discard, draftOf, fill, left, standing, typedIn } from "./fields.js";
import { bodyOf, put } from "./forms.js";
import { newId } from "./ids.js";
import { keys, read, remove, write } from "./storage.js";
import { words } from "./words.js";

const stepNow = () => document.querySelector("[data-step-now]")?.dataset.stepNow ?? "";

export class Kept {
  /** @param ports {command(body): Promise of the answer, sends(control): is it on its way as it is} */
  constructor(scope, ports) {
    this.prefix = `stratroom.kept|${scope}|`;
    this.ports = ports;
    this.items = new Map(); // name → {name, words, label, step, went, send, message, record, control, done}
    this.strips = new Map(); // name → element
    this.taking = false;
    this.coedited = null; // the co-edited field that somebody typed in since they came to it
  }

  watch() {
    document.addEventListener("input", ({ target }) => target.matches?.("[data-coedit]") && (this.coedited = target));
    document.addEventListener("focusout", ({ target }) => target === this.coedited && !this.taking && (this.coedited = null));
    document.addEventListener("click", () => setTimeout(() => this.show())); // a place may have been opened
    for (const key of keys(this.prefix)) {
      const item = JSON.parse(read(key) ?? "null");
      if (item) this.items.set(item.name, { ...item, found: true });
    }
    // Sent or dropped in another tab: here it would be sent once more.
    addEventListener("storage", ({ key, newValue }) => newValue === null && key?.startsWith(this.prefix) && this.goneElsewhere(key));
    this.step = stepNow();
    this.show();
  }

  // ---------------------------------------------------------------- what loses its place

  /** Do something to `element` that may take it, or fields in it, out of the page. Returns what that returns. */
  around(element, act) {
    const typed = typedIn(element).map((control) => this.told(control));
    const joint = this.coedited && element.contains(this.coedited) ? this.jointly(this.coedited) : null;
    this.taking = true; // a field that is taken out of the page loses the focus, as if somebody had left it
    const done = act();
    this.taking = false;
    for (const item of typed) if (!item.control.isConnected) this.lose(item);
    if (joint?.words.trim() && !joint.control.isConnected) this.hold(joint);
    return done;
  }

  lose(item) {
    left(item.control);
    // What was sent as it stands is the room's to answer; if it is refused, it comes here after all.
    if (!this.ports.sends(item.control)) this.hold(item);
  }

  told(control) {
    const { form } = control;
    const late = form?.dataset.late;
    const send = form?.dataset.command ? { body: bodyOf(form), name: control.name } : late ? { body: JSON.parse(late), name: form.dataset.lateName } : null;
    return { ...this.of(control, control.value), name: draftOf(control) || newId(), send };
  }

  jointly(control) {
    const { record, field } = control.dataset;
    return { ...this.of(control, control.value), name: nameOf(record, field), record, send: null };
  }

  of(control, value) {
    const focused = document.activeElement === control;
    return {
      control,
      words: value,
      label: (control.labels?.[0]?.textContent ?? control.ariaLabel ?? "").trim(),
      step: this.step,
      went: control.closest("[data-went]")?.dataset.went ?? "",
      caret: focused ? [control.selectionStart, control.selectionEnd] : null,
    };
  }

  /** A command was refused when the place where it was made was gone. */
  refused(control, value, send, message) {
    this.hold({ ...this.of(control, value), name: draftOf(control) || newId(), send, message });
    this.show();
  }

  /**
   * Words to look after. @param item {name, words, send: {body, name} or null, message, done(): they are looked after; without
   * it they are remembered here}
   */
  hold(item) {
    if (this.items.has(item.name)) return;
    this.items.set(item.name, item);
    this.remember(item);
  }

  remember({ control, done, caret, found, ...item }) {
    if (!done) write(this.prefix + item.name, JSON.stringify(item));
  }

  goneElsewhere(key) {
    const name = key.slice(this.prefix.length);
    if (this.items.get(name)?.found) this.forget(name);
  }

  forget(name) {
    this.items.delete(name);
    remove(this.prefix + name);
    this.strips.get(name)?.remove();
    this.strips.delete(name);
  }

  // ---------------------------------------------------------------- the strip

  show() {
    const place = document.getElementById("kept");
    if (!place) return;
    const paused = Boolean(document.querySelector("[data-pause]"));
    place.hidden = paused;
    if (paused) return;
    this.step = stepNow();
    for (const item of [...this.items.values()]) {
      if (this.isBack(item) || isSaved(item)) this.forget(item.name);
      else if (!this.strips.has(item.name)) this.put(place, item);
    }
  }

  /** Its place is there again, and seen: then the words stand there. */
  isBack({ name, words: typed, control, done }) {
    if (done) return false;
    if (control?.isConnected) return true;
    const back = standing(name);
    if (!back?.checkVisibility()) return false;
    if (!back.value.trim()) fill(back, typed);
    return true;
  }

  put(place, item) {
    const strip = this.made(item);
    this.strips.set(item.name, strip);
    place.append(strip);
    const field = strip.querySelector("textarea");
    if (item.caret && document.activeElement === document.body) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(...item.caret);
    }
    item.caret = null;
  }

  made(item) {
    const strip = make("section", { class: "kept", "data-testid": "kept", "data-sync": item.message ? "refused" : "saved" });
    const says = make("p", { role: "status" });
    says.textContent = item.step === stepNow() ? item.went || words("kept.gone") : words("kept.step");
    const field = make("textarea", { rows: "2", "aria-label": item.label || words("text.kept"), "data-testid": "kept-words" });
    field.value = item.words;
    field.addEventListener("input", () => {
      item.words = field.value;
      this.remember(item);
    });
    const sync = make("span", { class: "sync", role: "status" });
    sync.textContent = item.message ?? "";
    const acts = make("p", { class: "acts" });
    if (item.send) acts.append(this.button("kept.send", "send", () => this.send(item, strip)));
    acts.append(this.button("text.copy", "copy", (event) => copy(field, event.currentTarget)));
    acts.append(this.button("text.dismiss", "drop", () => this.drop(item)), sync);
    strip.append(says, field, acts);
    return strip;
  }

  button(word, testid, act) {
    const button = make("button", { type: "button", class: "btn word", "data-testid": `kept-${testid}` });
    button.textContent = words(word);
    button.addEventListener("click", act);
    return button;
  }

  // ---------------------------------------------------------------- what becomes of them

  async send(item, strip) {
    const body = structuredClone(item.send.body);
    if (!item.words.trim()) return this.drop(item);
    put(body, item.send.name, item.words.trim());
    delete body.id;
    say(strip, "pending", words("sync.pending"));
    strip.querySelector("[data-testid=kept-send]").disabled = true;
    remove(this.prefix + item.name); // it waits among what was said
    const answer = await this.ports.command(body);
    if (answer.type === "ack") return this.drop(item);
    this.remember(item);
    strip.querySelector("[data-testid=kept-send]").disabled = false;
    say(strip, "refused", answer.message || words("sync.refused"));
    return undefined;
  }

  drop(item) {
    item.done?.();
    discard(item.name);
    this.forget(item.name);
  }
}

/** The name of a co-edited field. */
export const nameOf = (record, field) => `${record}.${field}`;

/** Text that several people type is lost only with its record. Where only its editor closed, the server has every key. */
const isSaved = ({ record }) =>
  Boolean(record && document.querySelector(`[data-edit="${CSS.escape(record)}"], [data-line="${CSS.escape(record)}"]`));

const say = (strip, state, said) => {
  strip.dataset.sync = state;
  strip.querySelector(".sync").textContent = said;
};

// The clipboard's own interface does not exist on plain http; copying what is selected does.
const copy = (field, button) => {
  field.select();
  if (document.execCommand("copy")) button.textContent = words("text.copied");
};

const make = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
