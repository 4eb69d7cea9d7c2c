// A <textarea> or <input> that shows a TextDocument and types into it.
//
// The element always shows the document's text, except during a composition (an Android keyboard's whole word, a
// Chinese candidate list): then the keyboard owns the element, what it writes goes out, and what others write is held.

import { clean, difference, hasLoneSurrogate, moved, movedBy } from "./splice.js";

const UNDO = { historyUndo: "undo", historyRedo: "redo" };

export class Binding {
  constructor(element, document) {
    this.element = element;
    this.document = document;
    this.lines = element.localName === "textarea" && !element.hasAttribute("data-one-line");
    this.composing = false;
    this.unsettled = false; // half a surrogate pair stands in the element
    this.readOnly = element.readOnly;
    this.listening = new AbortController();
    const on = (type, act) => element.addEventListener(type, act, { signal: this.listening.signal });
    on("input", () => this.input());
    on("compositionstart", () => this.compose());
    on("compositionend", () => this.composed());
    on("blur", () => this.left());
    on("beforeinput", (event) => this.history(event, UNDO[event.inputType]));
    on("keydown", (event) => this.history(event, undoKey(event)));
    document.most = Number(element.dataset.longest) || Math.max(0, element.maxLength);
    document.bindings.add(this);
    this.show();
  }

  input() {
    const { element } = this;
    this.unsettled = hasLoneSurrogate(element.value);
    if (this.unsettled) return;
    if (!this.composing) this.tidy();
    this.document.edit(clean(element.value, this.lines), element.selectionEnd);
  }

  /** Takes out of the element what the server would not take. */
  tidy() {
    const { element } = this;
    const tidy = clean(element.value, this.lines);
    if (tidy === element.value) return;
    const caret = clean(element.value.slice(0, element.selectionEnd), this.lines).length;
    element.value = tidy;
    element.setSelectionRange(caret, caret);
  }

  compose() {
    this.composing = true;
    this.document.hold();
  }

  composed() {
    if (!this.composing) return;
    this.composing = false;
    this.settle();
    this.document.release();
  }

  left() {
    this.composed();
    if (this.unsettled) this.settle();
    this.document.flush();
  }

  settle() {
    this.unsettled = false;
    this.tidy();
    if (this.element.value !== this.document.value) this.document.edit(this.element.value, this.element.selectionEnd);
  }

  history(event, what) {
    if (!what) return;
    event.preventDefault();
    if (!this.composing) this.document[what]();
  }

  /**
   * Shows the document's text; `delta` says where it changed, so that caret and selection stay with their letters. Without
   * one the difference to what is shown has to tell.
   */
  show(delta) {
    const { element } = this;
    const { value, closed } = this.document;
    element.readOnly = this.readOnly || closed;
    if (this.composing || element.value === value) return;
    const { selectionStart, selectionEnd, selectionDirection, scrollTop, scrollLeft } = element;
    const change = difference(element.value, value);
    const follow = (position) => (delta ? movedBy(position, delta) : moved(position, change));
    element.value = value;
    // Selecting in an element that isn't focused would take the focus on some phones.
    if (element.ownerDocument.activeElement === element) {
      element.setSelectionRange(follow(selectionStart), follow(selectionEnd), selectionDirection);
    }
    element.scrollTop = scrollTop;
    element.scrollLeft = scrollLeft;
  }

  destroy() {
    if (this.unsettled && !this.composing) this.settle();
    this.listening.abort();
    this.document.bindings.delete(this);
    if (this.composing) this.document.release();
  }
}

function undoKey(event) {
  if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && event.ctrlKey ? "redo" : null;
}
