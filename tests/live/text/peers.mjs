// Browsers without a browser: bare Yjs documents, and our own client's documents, driven over stdin by a test.
// One line is a list of calls [verb, peer, …arguments]; the answer is one line with a list of results.

import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

globalThis.crypto ??= webcrypto; // node 18
const Y = await import("../../../static/vendor/yjs.js");
const { fromBase64, toBase64 } = await import("../../../static/text/bytes.js");
const { TextFields } = await import("../../../static/text.js");

const docs = new Map();
const clients = new Map();

const yjs = {
  new(peer, clientId) {
    const doc = new Y.Doc();
    doc.clientID = clientId;
    const made = [];
    doc.on("update", (update, origin) => origin === "theirs" || made.push(update));
    const text = doc.getText("t");
    docs.set(peer, { doc, text, made, undo: new Y.UndoManager(text, { captureTimeout: 0, trackedOrigins: new Set(["mine"]) }) });
  },
  apply(peer, update) {
    Y.applyUpdate(docs.get(peer).doc, fromBase64(update), "theirs");
    return docs.get(peer).text.toString();
  },
  edit(peer, at, gone, added) {
    const { doc, text } = docs.get(peer);
    doc.transact(() => {
      if (gone) text.delete(at, gone);
      if (added) text.insert(at, added);
    }, "mine");
    return text.toString();
  },
  undo(peer) {
    docs.get(peer).undo.undo();
    return docs.get(peer).text.toString();
  },
  /** What was made since the last call, as one update. */
  made(peer) {
    const updates = docs.get(peer).made.splice(0);
    return updates.length ? toBase64(Y.mergeUpdates(updates)) : null;
  },
  vector: (peer) => toBase64(Y.encodeStateVector(docs.get(peer).doc)),
  state: (peer) => toBase64(Y.encodeStateAsUpdate(docs.get(peer).doc)),
  text: (peer) => docs.get(peer).text.toString(),
  waits: (peer) => Boolean(docs.get(peer).doc.store.pendingStructs || docs.get(peer).doc.store.pendingDs),
};

/** A page of ours: its storage outlives it, as does its outbox. */
const client = {
  page(peer, record, field, shown) {
    const former = clients.get(peer);
    const storage = former?.storage ?? fakeStorage();
    const outbox = former?.outbox ?? [];
    const sent = [];
    const answers = new Map();
    const fields = new TextFields({
      send: (message) => sent.push(message),
      outbox: {
        add(message) {
          outbox.push(message);
          sent.push(message);
          return new Promise((resolve) => answers.set(message.id, resolve));
        },
      },
      storage,
      gather: 1e9,
    });
    const document = fields.document(record, field, shown);
    document.bindings.add({ show() {}, element: { closest: () => null } });
    clients.set(peer, { storage, outbox, answers, sent, fields, document });
  },
  online(peer) {
    const { fields, outbox, sent } = clients.get(peer);
    fields.connected();
    for (const message of outbox) if (!sent.includes(message)) sent.push(message);
  },
  offline(peer) {
    clients.get(peer).fields.disconnected();
    clients.get(peer).sent.splice(0);
  },
  receive(peer, message) {
    const { fields, outbox, answers } = clients.get(peer);
    if (message.type === "text") return fields.receive(message);
    const at = outbox.findIndex(({ id }) => id === message.id);
    if (at >= 0) outbox.splice(at, 1);
    return answers.get(message.id)?.(message);
  },
  edit(peer, value, caret) {
    clients.get(peer).document.edit(value, caret);
  },
  undo: (peer) => clients.get(peer).document.undo(),
  redo: (peer) => clients.get(peer).document.redo(),
  flush: (peer) => clients.get(peer).document.flush(),
  open: (peer) => clients.get(peer).document.open(),
  hold: (peer) => clients.get(peer).document.hold(),
  release: (peer) => clients.get(peer).document.release(),
  limit: (peer, most) => void (clients.get(peer).document.most = most),
  putBack: (peer) => clients.get(peer).document.putBack(),
  sending: (peer) => clients.get(peer).document.outgoing.sending?.id,
  sent: (peer) => clients.get(peer).sent.splice(0),
  look(peer) {
    const { document, outbox, storage } = clients.get(peer);
    const { value, state, refusal, synced, dirty } = document;
    const kept = Object.keys(storage);
    const bytes = kept.reduce((sum, name) => sum + storage[name].length, 0);
    return { value, state, refusal, synced, dirty, outbox: outbox.length, kept: kept.length, bytes };
  },
};

function fakeStorage() {
  const methods = {
    getItem: (name) => storage[name] ?? null,
    setItem: (name, value) => void (storage[name] = String(value)),
    removeItem: (name) => void delete storage[name],
  };
  const storage = Object.create(methods);
  return storage;
}

const verbs = { yjs, client };

for await (const line of createInterface({ input: process.stdin })) {
  const results = [];
  let pages = false;
  for (const [verb, ...rest] of JSON.parse(line)) {
    const [house, name] = verb.split(".");
    pages ||= house === "client";
    results.push(verbs[house][name](...rest) ?? null);
  }
  if (pages) await new Promise((resolve) => setTimeout(resolve)); // what a page does next, it does in a timer
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
process.exit(0);
