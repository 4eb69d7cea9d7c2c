// Text that several people type at once: every <textarea data-coedit data-record data-field> of the page.
//
// Works on the page's one socket, which it is lent: `send(message)` writes at once or not at all, `outbox.add(message)`
// keeps a message until it is answered, also over a reload, and promises the answer. In return the socket's owner tells it
// which text messages arrive (`receive`), and when the connection is there (`connected`) and gone (`disconnected`).
//
//   const fields = createFields({ send, outbox, scope: `${plan}.${person}`, words });
//   fields.watch(document.body);
//
// A field's element should lie in (or be) an element with hx-morph-skip. If it is replaced all the same, the new
// one goes on with the same document: what was typed is never the element's alone. The state of a field stands on its
// nearest [data-sync], in words in that one's .sync.

import { Binding } from "./text/binding.js";
import { TextDocument } from "./text/document.js";
import { Drafts } from "./text/drafts.js";
import { RefusalPanel } from "./text/refusal.js";

const FIELDS = "[data-coedit][data-record][data-field]";
const GATHER_MS = 200;
const WORST = ["refused", "offline", "pending", "saved"];

// English, until the page brings its own in <script type="application/json" id="words">.
const WORDS = {
  "sync.saved": "Saved",
  "sync.pending": "Saving…",
  "sync.offline": "On this device, goes when you are back",
  "sync.refused": "Not taken",
  "sync.too_long": "Too long by {over} characters",
  "text.refused": "This was not taken. Your text is kept here.",
  "text.epoch": "This field was begun anew meanwhile. Your text is kept here.",
  "text.kept": "Your text",
  "text.put_back": "Put back",
  "text.copy": "Copy",
  "text.copied": "Copied",
  "text.dismiss": "Drop it",
};

export const createFields = (ports) => new TextFields(ports);

export class TextFields {
  /**
   * @param send writes a message now; without a connection it is dropped
   * @param outbox {add(message)}: a promise of {type: "ack"} or {type: "refused", code, message}
   * @param scope plan and person, for what is kept on this device
   * @param words translations of WORDS
   * @param gather how long keys are gathered to one edit, in ms
   * @param homeless told of a document whose words were refused and which no element shows; the second argument drops them
   * @param housed told of a document that an element shows
   * @param notSaved the server's words for why it cannot save now, or ""
   */
  constructor({
    send,
    outbox,
    scope = "",
    words = {},
    storage = globalThis.localStorage,
    gather = GATHER_MS,
    homeless = () => {},
    housed = () => {},
    notSaved = () => "",
  }) {
    this.notSaved = notSaved;
    this.homes = { homeless, housed };
    this.words = (code) => words[code] ?? WORDS[code];
    this.drafts = new Drafts(storage, scope);
    const changed = (document) => this.changed(document);
    this.ports = { send, outbox, gather, drafts: this.drafts, words: this.words, changed };
    this.documents = new Map();
    this.bound = new Map(); // element → {binding, panel}
    this.marked = new WeakMap(); // container → what was said there last
    this.online = false;
  }

  // ---------------------------------------------------------------- elements

  /** Attaches what is in `root` and what comes into it. */
  watch(root) {
    this.scan(root);
    this.observer = new MutationObserver(() => this.scan(root));
    this.observer.observe(root, { subtree: true, childList: true, attributeFilter: ["data-sync"] });
    addEventListener("pagehide", () => this.documents.forEach((document) => document.flush()));
  }

  scan(root) {
    for (const [element] of this.bound) if (!element.isConnected) this.detach(element);
    for (const element of root.querySelectorAll(FIELDS)) this.attach(element);
    for (const { binding, panel } of this.bound.values()) {
      panel.refresh();
      this.mark(containerOf(binding.element));
    }
  }

  attach(element) {
    if (this.bound.has(element)) return;
    const { record, field } = element.dataset;
    const early = typedEarly(element) && !this.documents.has(keyOf(record, field)) ? inHand(element) : null;
    const document = this.document(record, field, element.defaultValue);
    const binding = new Binding(element, document);
    this.bound.set(element, { binding, panel: new RefusalPanel(binding, this.words) });
    this.homes.housed(document);
    if (early) {
      document.edit(early.value, early.end);
      early.goOn();
    }
    this.changed(document);
  }

  detach(element) {
    const { binding, panel } = this.bound.get(element);
    panel.remove();
    binding.destroy();
    this.bound.delete(element);
    this.sayHomeless(binding.document);
    this.close(binding.document);
  }

  document(record, field, shown, inherits = false) {
    const key = keyOf(record, field);
    let document = this.documents.get(key);
    if (!document) {
      document = new TextDocument(record, field, this.ports, shown);
      document.inherits = inherits;
      this.documents.set(key, document);
      if (this.online) document.online();
    }
    return document;
  }

  /** Nobody shows it and nothing of it is waiting. */
  close(document) {
    if (document.bindings.size || document.dirty || document.inherits) return;
    const { record, field } = document;
    if (this.online) this.ports.send({ type: "text", op: "close", record, field });
    document.destroy();
    this.documents.delete(keyOf(record, field));
  }

  // ---------------------------------------------------------------- the socket

  connected() {
    this.online = true;
    for (const { record, field } of this.drafts.waiting()) {
      if (!this.documents.has(keyOf(record, field))) this.document(record, field, "", true);
    }
    for (const document of this.documents.values()) document.online();
  }

  /** What is on its way could not be saved for now: say why. */
  stalled() {
    for (const element of this.bound.keys()) this.mark(containerOf(element));
  }

  disconnected() {
    this.online = false;
    for (const document of this.documents.values()) document.offline();
  }

  /** A message of the server; only those of type `text` mean anything here. */
  receive(message) {
    if (message.type === "text") this.documents.get(keyOf(message.record, message.field))?.receive(message);
  }

  // ---------------------------------------------------------------- what people see

  changed(document) {
    for (const { element } of document.bindings) {
      this.bound.get(element)?.panel.refresh();
      this.mark(containerOf(element));
    }
    this.sayHomeless(document);
    if (!document.bindings.size) queueMicrotask(() => this.close(document));
  }

  /** Refused words that no element shows need another place. */
  sayHomeless(document) {
    if (document.refusal && !document.bindings.size) this.homes.homeless(document, () => document.dismiss());
  }

  /** Others speak in the same place: what they say stays unless it is worse here, and comes back when it is not. */
  mark(container) {
    if (!container) return;
    const documents = [...this.bound.values()]
      .filter(({ binding }) => containerOf(binding.element) === container)
      .map(({ binding }) => binding.document);
    const states = documents.map(({ state }) => state);
    const state = WORST.find((each) => states.includes(each)) ?? "saved";
    const spoke = this.marked.get(container);
    const stands = container.dataset.sync;
    if (state === "saved" && (!spoke || (stands !== spoke && stands !== "saved"))) return;
    this.marked.set(container, state);
    this.speak(container, state, documents);
  }

  speak(container, state, documents) {
    if (container.dataset.sync !== state) container.dataset.sync = state;
    const words = container.querySelector(".sync");
    const over = Math.max(0, ...documents.map((document) => document.over));
    const why = (state === "pending" && this.notSaved()) || this.words(`sync.${state}`);
    const said = over ? this.words("sync.too_long").replace("{over}", over) : why;
    if (words && words.textContent !== said) words.textContent = said;
  }
}

// A browser that fills in what stood here on the last visit is not somebody typing: only where it may not, we can tell.
const typedEarly = (element) => element.autocomplete === "off" && element.value !== element.defaultValue;

// What somebody is typing, and where: showing the document's text first must not move them.
const inHand = (element) => {
  const { value, selectionStart: start, selectionEnd: end, selectionDirection: direction } = element;
  const here = element.ownerDocument.activeElement === element;
  return { value, end, goOn: () => here && element.setSelectionRange(start, end, direction) };
};

const containerOf = (element) => element.closest("[data-sync]");

const keyOf = (record, field) => `${record} ${field}`;
