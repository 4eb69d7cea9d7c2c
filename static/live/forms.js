// Forms and buttons that are commands.
//
//   <form data-command='{"do":"set","record":"…","field":"due"}' data-on="change"> <input name="value"> </form>
//   <form data-command='{"do":"add","kind":"csf","parent":"…"}' data-reset> <input name="fields.statement"> </form>
//   <button data-do='{"do":"remove","record":"…"}' data-confirm="…">
//
// The JSON is the command; named controls are put into it, a dot in a name going one level down, `data-also` naming a second place (`data-type` "integer" or
// "json" reads the text as that, an empty one being null). A form sends when it is submitted; with data-on="change" also when
// somebody leaves a field that they changed. `data-reset` empties the form for the next one; a refusal puts the text back.

import { clean, fill, hasWords, isControl, isDirty, saved as settle, valueOf } from "./fields.js";
import { refocusing } from "./lists.js";

export class Forms {
  /** @param ports {command(body): Promise of the answer, id(), sync, pending(), taking(): is the page taking things away, lost(control, words, send, message)} */
  constructor(ports) {
    this.ports = ports;
    this.flying = new WeakMap(); // control → the value of it that is on its way
  }

  watch() {
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("focusout", (event) => this.left(event));
    document.addEventListener("change", (event) => this.picked(event));
    document.addEventListener("input", ({ target }) => this.ports.sync.touched(target.closest("[data-sync]")));
    this.restore();
  }

  submitted(event) {
    const form = event.target.closest("form[data-command]");
    if (!form) return;
    event.preventDefault();
    this.send(form);
  }

  clicked(event) {
    const button = event.target.closest("[data-do]");
    if (!button || button.disabled) return;
    event.preventDefault();
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    this.say(JSON.parse(button.dataset.do), button.closest("[data-sync]"));
  }

  left({ target }) {
    if (refocusing() || this.ports.taking()) return;
    if (sendsOnChange(target) && isDirty(target) && !isPicked(target)) this.send(target.form);
  }

  picked({ target }) {
    if (!refocusing() && !this.ports.taking() && sendsOnChange(target) && isPicked(target)) this.send(target.form);
  }

  send(form) {
    const controls = named(form);
    const body = bodyOf(form);
    const sent = new Map(controls.map((control) => [control, valueOf(control)]));
    for (const [control, value] of sent) this.flying.set(control, value);
    const answer = this.say(body, form.closest("[data-sync]"));
    if ("reset" in form.dataset) empty(form, controls);
    answer.then((said) => this.answered(form, body, sent, said));
    return answer;
  }

  answered(form, body, sent, said) {
    for (const [control, value] of sent) if (this.flying.get(control) === value) this.flying.delete(control);
    if (said.type === "ack") return saved(sent);
    putBack(form, sent);
    for (const [control, value] of sent) {
      if (!control.isConnected && hasWords(control, value)) this.ports.lost(control, value, { body, name: control.name }, said.message);
    }
    return undefined;
  }

  /** Whether what stands in the control is on its way as it is. */
  sends(control) {
    return this.flying.has(control) && this.flying.get(control) === valueOf(control);
  }

  say(body, container) {
    body.id ??= this.ports.id();
    const answer = this.ports.command(body);
    if (container) {
      this.ports.sync.sent(container, body.id);
      answer.then((said) => this.ports.sync.answered(container, said));
    }
    return answer;
  }

  /** After a reload: what is on its way stands in its field again. */
  restore() {
    const forms = [...document.querySelectorAll("form[data-command]")];
    for (const { message, answer } of this.ports.pending()) {
      if (message.do !== "set") continue;
      const form = forms.find((each) => sets(each, message));
      const control = form?.elements.namedItem("value");
      if (!control) continue;
      fill(control, message.value);
      const sent = new Map([[control, valueOf(control)]]);
      const container = form.closest("[data-sync]");
      if (container) this.ports.sync.sent(container, message.id);
      answer.then((said) => {
        if (container) this.ports.sync.answered(container, said);
        if (said.type === "ack") saved(sent);
      });
    }
  }
}

/** The command that a form is. */
export const bodyOf = (form) => {
  const body = JSON.parse(form.dataset.command);
  for (const control of named(form).filter(counts)) {
    for (const name of [control.name, control.dataset.also]) if (name) put(body, name, read(control));
  }
  return body;
};

const named = (form) => [...form.elements].filter((control) => control.name && isControl(control));

const counts = (control) => !control.disabled && (control.type !== "radio" || control.checked);

const isPicked = (control) => control.localName === "select" || /^(checkbox|radio|date|time|color|range)$/.test(control.type);

const sendsOnChange = (control) => isControl(control) && control.form?.dataset.on === "change" && Boolean(control.name);

const sets = (form, { record, field }) => {
  const template = JSON.parse(form.dataset.command);
  return template.do === "set" && template.record === record && template.field === field;
};

const read = (control) => {
  const value = valueOf(control);
  const type = control.dataset.type;
  if (!type) return typeof value === "string" ? value.toWellFormed?.() ?? value : value;
  if (value === "") return null;
  return type === "integer" ? Number.parseInt(value, 10) : JSON.parse(value);
};

/** @param name with dots, each going one level down */
export const put = (body, name, value) => {
  const path = name.split(".");
  const last = path.pop();
  let at = body;
  for (const step of path) at = at[step] ??= {};
  at[last] = value;
};

/** What was sent is saved; if it was changed since, it is not. */
const saved = (sent) => {
  for (const [control, value] of sent) if (valueOf(control) === value) settle(control);
};

const empty = (form, controls) => {
  form.reset();
  controls.forEach(clean);
};

const putBack = (form, sent) => {
  if (!("reset" in form.dataset)) return;
  for (const [control, value] of sent) if (control.isConnected && !valueOf(control) && control.type !== "hidden") fill(control, value);
};
