// How a document's edits go out: gathered for a moment, and at most one of them on its way.
//
// What is typed meanwhile, or while there is no connection, goes as one update once the last one is acknowledged: a
// burst of keys costs one commit, five minutes offline cost two.

import * as Y from "../vendor/yjs.js";
import { newId, toBase64 } from "./bytes.js";
import { Unsent } from "./unsent.js";

export class Outgoing {
  /**
   * @param ports {gather: ms, ready(): may it go now?, send(id, update): a promise of the answer, changed(),
   *   refused(answer)}
   */
  constructor(doc, ports) {
    this.ports = ports;
    this.unsent = new Unsent(doc);
    this.sending = null; // {id, update}
    this.gaps = 0; // refusals in a row because something was missing in between
  }

  get waiting() {
    return Boolean(this.sending || this.unsent.update);
  }

  /** All that is not acknowledged, as one update; null if there is nothing. */
  get update() {
    const parts = [this.sending?.update, this.unsent.update].filter(Boolean);
    return parts.length > 1 ? Y.mergeUpdates(parts) : (parts[0] ?? null);
  }

  collect(update) {
    this.unsent.add(update);
    this.timer ??= setTimeout(() => this.flush(), this.ports.gather);
    this.ports.changed();
  }

  flush() {
    this.rest();
    if (this.sending || !this.unsent.update || !this.ports.ready()) return;
    const sending = { id: newId(), update: this.unsent.update };
    this.sending = sending;
    this.unsent.sent();
    this.ports.send(sending.id, toBase64(sending.update)).then((answer) => {
      if (this.sending === sending) this.answered(answer);
    });
    this.ports.changed();
  }

  answered(answer) {
    if (answer.type !== "ack") return this.ports.refused(answer);
    this.sending = null;
    this.gaps = 0;
    this.flush();
    return this.ports.changed();
  }

  /** What was on its way did not fit: it waits for a sync, and goes again. */
  takeBack() {
    this.unsent.add(this.sending.update);
    this.sending = null;
  }

  /** The server says what it holds: whatever it lacks goes to it. */
  reckon(theirs) {
    if (!this.sending) this.unsent.reckon(theirs);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** Nothing more goes out, and no answer matters. */
  end() {
    this.rest();
    this.sending = null;
    this.unsent.update = null;
  }
}
