// What somebody has typed into a plain field and nobody has saved yet: no update from outside may overwrite it, and
// no reload may lose it.
//
// A control is *dirty* from the first key until its value is what the server shows, or was acknowledged. Co-edited text
// (`data-coedit`) looks after itself.

import { refocusing } from "./lists.js";
import { keys, read, remove, write } from "./storage.js";

const CONTROLS = "input, textarea, select";
const DRAFT_MS = 300;

const READ_MS = 500; // after an acknowledgement, for the server to say how it read what was typed

const dirty = new Map(); // control → what the server showed in it before; a Map, to find those that are gone
let drafts = "stratroom.draft||";
let tab = null; // this page's life: what another tab's person is just typing is not ours to show
let waiting = null;

const draftKey = (name) => `${drafts}${tab?.id}|${name}`;

export const isControl = (element) =>
  element instanceof Element &&
  element.matches(CONTROLS) &&
  !element.hasAttribute("data-coedit") &&
  !element.closest("[hx-morph-skip]");

export const valueOf = (control) => {
  if (control.type === "checkbox") return control.checked;
  if (control.type === "radio") return control.form?.elements.namedItem(control.name)?.value ?? control.value;
  return control.value;
};

/** What the server shows in it. */
const shownIn = (control) => {
  if (control.type === "checkbox" || control.type === "radio") return control.defaultChecked;
  if (control.localName === "select") {
    return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value;
  }
  return control.defaultValue;
};

const current = (control) => (control.type === "radio" ? control.checked : valueOf(control));

export const isDirty = (control) => dirty.has(control);

/** The name under which what is typed into a control is kept: its own, or that of its place (`data-draft`) where another
 * control comes to stand under the same id. */
export const draftOf = (control) => control.dataset.draft || control.id;

/** The control of that name that stands in the page. */
export const standing = (name) => {
  const control = document.querySelector(`[data-draft="${CSS.escape(name)}"]`) ?? document.getElementById(name);
  return control && isControl(control) && draftOf(control) === name ? control : null;
};

const WORDLESS = /^(checkbox|radio|file|password|hidden|date|time|color|range|number)$/;

/** Controls in `element` with words that nobody has saved yet. An empty box holds none, nor does a choice. */
export const typedIn = (element) => [...dirty.keys()].filter((control) => element.contains(control) && hasWords(control));

export const hasWords = (control, value = control.value) =>
  control.localName !== "select" && !WORDLESS.test(control.type) && Boolean(value.trim());

export const soil = (control) => {
  if (!dirty.has(control)) dirty.set(control, shownIn(control));
  keepSoon();
};

export const clean = (control) => {
  if (dirty.delete(control)) remove(draftKey(draftOf(control)));
};

/** What was typed under this name has been sent, or is not wanted any more. */
export const discard = (name) => {
  const control = standing(name);
  if (control) fill(control, shownIn(control));
  for (const draft of ours()) if (draft.name === name) remove(draft.key);
};

/** What stands in it was saved. The server may have read it and say it in its own way: `1 July` is `1 Jul 27` by now. */
export const saved = (control) => {
  const before = dirty.get(control);
  clean(control);
  if (!("defaultValue" in control) || /^(checkbox|radio|file)$/.test(control.type)) return;
  const settle = () => !isDirty(control) && control !== document.activeElement && catchUp(control);
  // The frame may come behind the acknowledgement: until then the old value would flash up.
  if (shownIn(control) !== before) settle();
  else setTimeout(settle, READ_MS);
};

const noted = ({ target }) => {
  if (!isControl(target)) return;
  if (current(target) === shownIn(target)) clean(target);
  else soil(target);
};

/** Left without typing: show what the server says by now. */
const lookedAt = ({ target }) => {
  if (!refocusing() && isControl(target) && !isDirty(target) && target.type !== "file") catchUp(target);
};

const catchUp = (control) => {
  if (control.type === "checkbox" || control.type === "radio") control.checked = control.defaultChecked;
  else if (current(control) !== shownIn(control)) control.value = shownIn(control);
};

/** After a morph: a browser goes on with the choice that somebody made here once, whatever the new bytes say. */
export const showChoices = (element) => {
  for (const control of element.querySelectorAll("input[type=radio], input[type=checkbox], select")) {
    const choosing = control.localName === "select" && control === document.activeElement;
    if (isControl(control) && !isChosen(control) && !choosing) catchUp(control);
  }
};

/** Somebody chose it, or another of its group, and it is not saved yet. */
const isChosen = (control) =>
  control.type === "radio" && control.name
    ? [...dirty.keys()].some(({ type, name, form }) => type === "radio" && name === control.name && form === control.form)
    : isDirty(control);

/**
 * A new version of a control arrives. True where it may be shown; otherwise the new value is remembered as the server's,
 * and what stands in the control stays.
 */
export const admits = (control, arriving) => {
  if (!isControl(control) || !isDirty(control)) return true;
  if (current(control) === shownIn(arriving)) {
    clean(control);
    return true;
  }
  if ("defaultValue" in control) control.defaultValue = arriving.defaultValue;
  return false;
};

// ---------------------------------------------------------------- drafts

const keepSoon = () => {
  waiting ??= setTimeout(keep, DRAFT_MS);
};

const keep = () => {
  clearTimeout(waiting);
  waiting = null;
  for (const control of [...dirty.keys()]) {
    if (control.isConnected) keepOne(control);
    else dirty.delete(control);
  }
};

const keepOne = (control) => {
  const name = draftOf(control);
  if (name && control.type !== "password") write(draftKey(name), JSON.stringify(valueOf(control)));
};

/** A control is not in the page any more. What was typed into it waits for it to come back. */
export const left = (control) => {
  if (dirty.delete(control)) keepOne(control);
};

/** Put a value into a control as if somebody had just typed it. */
export const fill = (control, value) => {
  if (control.type === "checkbox") control.checked = Boolean(value);
  else if (control.type !== "radio" && control.type !== "file") control.value = value ?? "";
  if (current(control) === shownIn(control)) clean(control);
  else soil(control);
};

/** Fields that came into the page get back what was typed into them on an earlier visit. */
export const restore = () => {
  for (const { key, owner, name } of ours()) {
    const control = standing(name);
    if (!control || isDirty(control)) continue;
    fill(control, JSON.parse(read(key)));
    if (owner === tab.id) continue;
    keepOne(control);
    remove(key);
  }
};

/** What this page kept, and what pages left that are no more: [{key, owner, name}]. */
const ours = () =>
  keys(drafts)
    .map((key) => {
      const bar = key.indexOf("|", drafts.length); // none: kept by an earlier version of this module
      const owner = bar < 0 ? "" : key.slice(drafts.length, bar);
      return { key, owner, name: key.slice(bar < 0 ? drafts.length : bar + 1) };
    })
    .filter(({ owner }) => owner === tab.id || tab.isDead(owner));

/**
 * Start watching.
 * @param scope plan and person: what one types is not the next one's on the same phone
 * @param life this page's (tab.js)
 */
export const watchFields = (scope, life) => {
  drafts = `stratroom.draft|${scope}|`;
  tab = life;
  document.addEventListener("input", noted, true);
  document.addEventListener("change", noted, true);
  document.addEventListener("focusout", lookedAt, true);
  addEventListener("pagehide", keep);
  restore();
};
