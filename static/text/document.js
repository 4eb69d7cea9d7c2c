// One co-edited field: its Yjs document, what of it the server has acknowledged, and what happens when it says no.
//
// The document begins with the server's state, never with text of ours: what is typed before that arrives is kept as
// plain text and joined to it then. How edits go out is `outgoing.js`'s.
//
// The server begins a field anew now and then (an epoch, named by the client id of the document's seed). Documents
// of two epochs must never meet: their texts would stand side by side.

import * as Y from "../vendor/yjs.js";
import { fromBase64, toBase64 } from "./bytes.js";
import { Outgoing } from "./outgoing.js";
import { difference, rebase } from "./splice.js";
import { vectorOf } from "./unsent.js";

const MINE = "mine";
const THEIRS = "theirs";
const FIRST_SEED = 2 ** 52;
const MOST_GAPS = 3;
const HEAL_AGAIN_MS = 1000;

export class TextDocument {
  /**
   * @param ports {send(message), outbox: {add(message): a promise of the answer}, drafts, gather: ms, words(code), changed(document)}
   * @param shown the text that the page shows before the document is here
   */
  constructor(record, field, ports, shown = "") {
    Object.assign(this, { record, field, ports, shown });
    this.bindings = new Set();
    this.most = 0; // code points; 0: no limit known
    this.connected = false;
    this.held = null; // messages that wait for a composition to end
    this.refusal = ports.drafts.refusal(record, field); // {text, code, message}
    this.heals = 0;
    this.closed = false; // the server lets us type here no more
    this.inherits = false; // nobody shows it: it exists for what an earlier life of the page left
    this.wanted = null; // refused text to be put back once the document is here
    this.begin();
  }

  begin() {
    this.outgoing?.end();
    this.doc?.destroy();
    this.doc = new Y.Doc();
    this.outgoing = new Outgoing(this.doc, {
      gather: this.ports.gather,
      ready: () => this.synced && !this.opening && !this.over,
      send: (id, update) => this.ports.outbox.add({ ...this.named("edit"), id, update }),
      changed: () => this.told(),
      refused: (answer) => this.refused(answer),
    });
    this.text = this.doc.getText("t");
    this.undoManager = new Y.UndoManager(this.text, { trackedOrigins: new Set([MINE]), captureTimeout: 400 });
    this.synced = false;
    this.opening = false;
    this.typed = null; // {base, value}: typed before the document came
    this.doc.on("update", (update, origin) => origin === THEIRS || this.outgoing.collect(update));
    // Until what was typed early has joined, the field shows more than the document: a delta would not fit its caret.
    this.text.observe((event, { origin }) => origin === MINE || this.typed || this.show(event.delta));
  }

  get value() {
    return this.synced ? this.text.toString() : this.typed?.value ?? this.shown;
  }

  get dirty() {
    return this.outgoing.waiting || Boolean(this.typed);
  }

  /** Characters too many; such text waits here until it is shortened. */
  get over() {
    return this.most && this.dirty ? Math.max(0, Array.from(this.value).length - this.most) : 0;
  }

  get state() {
    if (this.refusal || this.over) return "refused";
    if (!this.dirty) return "saved";
    return this.connected ? "pending" : "offline";
  }

  // ---------------------------------------------------------------- typing

  /** The field reads `value` now, with the caret behind what was typed. */
  edit(value, caret) {
    if (!this.synced) {
      this.typed = { base: this.typed?.base ?? this.shown, value };
      this.told();
    } else if (value !== this.value) {
      this.splice(difference(this.value, value, caret));
    }
    for (const each of this.bindings) each.show();
  }

  splice([at, gone, added]) {
    this.doc.transact(() => {
      if (gone) this.text.delete(at, gone);
      if (added) this.text.insert(at, added);
    }, MINE);
  }

  undo() {
    if (!this.held) this.undoManager.undo();
  }

  redo() {
    if (!this.held) this.undoManager.redo();
  }

  show(delta) {
    for (const each of this.bindings) each.show(delta);
  }

  // ---------------------------------------------------------------- what waits

  flush() {
    this.outgoing.flush();
  }

  /** What waits has changed. */
  told() {
    this.keep();
    this.ports.changed(this);
  }

  keep() {
    const { record, field, value } = this;
    if (this.typed) return this.ports.drafts.keep({ record, field, value, base: this.typed.base });
    const { update } = this.outgoing;
    if (!update) return this.ports.drafts.drop(record, field);
    return this.ports.drafts.keep({ record, field, value, seed: this.seed(), update: toBase64(update) });
  }

  // ---------------------------------------------------------------- the connection

  online() {
    this.connected = true;
    this.opening = false;
    this.closed = false;
    this.open();
    this.ports.changed(this);
  }

  offline() {
    this.connected = false;
    this.opening = false;
    this.ports.changed(this);
  }

  open() {
    if (!this.connected || this.opening || this.closed) return;
    this.opening = true;
    this.ports.send({ ...this.named("open"), vector: toBase64(Y.encodeStateVector(this.doc)) });
  }

  named(op) {
    return { type: "text", op, record: this.record, field: this.field };
  }

  receive(message) {
    if (this.held) this.held.push(message);
    else if (message.op === "sync") this.sync(message);
    else if (message.op === "edit") this.apply(fromBase64(message.update));
    else if (message.op === "reset" && message.update) this.startOver(message);
    else if (message.op === "reset") this.shut(message);
  }

  /** A composition began: remote text would break it off. */
  hold() {
    this.held ??= [];
  }

  release() {
    const held = this.held ?? [];
    this.held = null;
    held.forEach((message) => this.receive(message));
  }

  apply(update) {
    if (!this.synced) return; // the answer to our `open` is on its way and holds it
    Y.applyUpdate(this.doc, update, THEIRS);
    this.heal();
  }

  /** Something is missing in between: ask for it. */
  heal() {
    clearTimeout(this.healing);
    if (isWhole(this.doc)) this.heals = 0;
    else this.healing = setTimeout(() => this.open(), this.heals++ ? HEAL_AGAIN_MS : 0);
  }

  sync({ update, vector }) {
    this.opening = false;
    const theirs = Y.decodeStateVector(fromBase64(vector));
    if (this.synced && this.seed() !== seedOf(theirs)) return this.startOver({ update, code: "epoch" });
    const first = !this.synced;
    if (first && !isWhole(docOf(update))) return this.open(); // the answer to a question of the last epoch's
    this.synced = true;
    Y.applyUpdate(this.doc, fromBase64(update), THEIRS);
    if (first) this.join();
    else this.outgoing.reckon(theirs);
    this.heal();
    this.flush();
    return this.told();
  }

  seed() {
    return seedOf(vectorOf(this.doc));
  }

  /** The document is here: what was typed without it joins, and what earlier lives of the page left. */
  join() {
    const { typed } = this;
    this.typed = null;
    this.inherits = false;
    if (typed) this.joinPlain(typed);
    else this.show();
    this.ports.drafts.adopt(this.record, this.field, (drafts) => {
      drafts.forEach((draft) => this.joinDraft(draft));
      this.keep();
    });
    if (this.wanted !== null) this.edit(this.wanted);
    this.wanted = null;
  }

  joinPlain({ base, value }) {
    if (base === value) return this.show();
    const remote = difference(base, this.value);
    this.splice(rebase(difference(base, value), remote));
    return this.show();
  }

  joinDraft(draft) {
    if (draft.base !== undefined) return this.joinPlain(draft);
    if (draft.seed !== this.seed()) return draft.value === this.value || this.refuse("epoch", null, draft.value);
    const update = fromBase64(draft.update);
    Y.applyUpdate(this.doc, update, THEIRS);
    return this.outgoing.unsent.inherit(update);
  }

  // ---------------------------------------------------------------- refusals

  /** The edit on its way was refused. */
  refused({ code, message }) {
    if (code === "gap" && ++this.outgoing.gaps < MOST_GAPS) {
      this.outgoing.takeBack();
      this.opening = false;
      this.open();
    } else {
      this.startOver({ code, message });
    }
  }

  /** Goes on in another document; what of ours is not saved stays on the screen as refused text. */
  startOver({ update, code, message }) {
    const { typed } = this; // never sent, so never refused
    if (this.outgoing.waiting) this.refuse(code, message, this.value);
    if (!typed) this.shown = this.value;
    this.begin();
    this.typed = typed;
    this.keep();
    if (update) {
      this.synced = true;
      Y.applyUpdate(this.doc, fromBase64(update), THEIRS);
      this.join();
    } else {
      this.open();
    }
    this.ports.changed(this);
  }

  /** We may not type here, or no more. */
  shut({ code, message }) {
    this.ports.drafts.adopt(this.record, this.field, (drafts) =>
      drafts.forEach(({ value }) => this.refuse(code, message, value)),
    );
    if (this.typed) this.refuse(code, message, this.value);
    this.typed = null;
    this.closed = true;
    this.inherits = false;
    this.startOver({ code, message });
  }

  refuse(code, message, refused) {
    const kept = this.refusal?.text;
    const text = kept && kept !== refused ? `${kept}\n\n${refused}` : refused;
    this.refusal = { code, text, message: message || this.ports.words(`text.${code}`) || this.ports.words("text.refused") };
    this.ports.drafts.keepRefusal(this.record, this.field, this.refusal);
  }

  /** The refused text becomes the field's, to be shortened or mended. */
  putBack() {
    const { text } = this.refusal;
    if (this.synced) this.edit(text);
    else this.wanted = text;
    this.dismiss();
  }

  dismiss() {
    this.refusal = null;
    this.ports.drafts.dropRefusal(this.record, this.field);
    this.ports.changed(this);
  }

  destroy() {
    this.outgoing.end();
    clearTimeout(this.healing);
    this.doc.destroy();
  }
}

const seedOf = (vector) => [...vector.keys()].find((client) => client >= FIRST_SEED) ?? 0;

const isWhole = ({ store }) => !store.pendingStructs && !store.pendingDs;

function docOf(update) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, fromBase64(update));
  return doc;
}
