// What a document holds and the server does not: gathered into one update, and kept small.
//
// Merging updates keeps every key by itself, and all that was deleted since; a copy of the document that is read anew
// joins keys to runs and forgets deleted text. So what has grown is cut out of such a copy.

import * as Y from "../vendor/yjs.js";

const WORTH_CUTTING = 4096;

export class Unsent {
  constructor(doc) {
    this.doc = doc;
    this.sent();
  }

  /** Everything is on its way now. */
  sent() {
    this.update = null;
    this.from = new Map([[this.doc.clientID, vectorOf(this.doc).get(this.doc.clientID) ?? 0]]); // clocks, by client
    this.roomy = WORTH_CUTTING;
  }

  /** More of our own, made in this document. */
  add(update) {
    const merged = this.update ? Y.mergeUpdates([this.update, update]) : update;
    this.update = merged.length < this.roomy ? merged : this.smaller(merged);
  }

  /** What an earlier life of the page made, applied to this document by now. */
  inherit(update) {
    for (const { id } of Y.decodeUpdate(update).structs) this.from.set(id.client, 0);
    this.add(update);
  }

  /** What the owner of this vector lacks is unsent, whatever was thought before. */
  reckon(theirs) {
    const lacked = [...vectorOf(this.doc)].filter(([client, clock]) => clock > (theirs.get(client) ?? 0));
    if (!lacked.length) return;
    for (const [client] of lacked) this.from.set(client, theirs.get(client) ?? 0);
    this.update = this.cut();
  }

  smaller(merged) {
    const cut = this.cut();
    const update = cut.length < merged.length ? cut : merged;
    this.roomy = Math.max(WORTH_CUTTING, 2 * update.length);
    return update;
  }

  cut() {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
    return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(new Map([...vectorOf(copy), ...this.from])));
  }
}

/** How many units of each client a document holds. */
export const vectorOf = (doc) => Y.decodeStateVector(Y.encodeStateVector(doc));
