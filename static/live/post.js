// The other way for commands, where no socket opens (a proxy of the hotel's): the whole unanswered outbox, in order, by
// HTTP. Answers are those of the socket. The socket goes on trying; screens follow when it is back.

import { bytesOf } from "./size.js";

const BYTES = 48_000; // under the server's limit for one request
const PATIENCE_MS = 30_000; // the server answers within 20 s, or never

export class Post {
  /** @param ports {plan, outbox, pending(), needed(), answered(message)} */
  constructor(ports) {
    this.ports = ports;
    this.busy = false;
  }

  async flush() {
    if (this.busy || !this.ports.outbox.size) return;
    this.busy = true;
    this.ports.outbox.stalled.clear();
    try {
      for (const batch of batches(this.ports.pending())) {
        if (!this.ports.needed() || !(await this.send(batch))) break;
      }
    } catch {
      // No network at all: the next failure of the socket brings us here again.
    } finally {
      this.busy = false;
    }
  }

  async send(batch) {
    const response = await fetch(`/api/plans/${encodeURIComponent(this.ports.plan)}/commands`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(batch),
      credentials: "same-origin",
      signal: patience(),
    });
    if (!response.ok) return false;
    const answers = await response.json();
    for (const answer of answers) this.ports.answered(answer);
    // What could not be saved comes first the next time, too.
    return !answers.some(({ again }) => again);
  }
}

/** A line that went dark closes nothing: a request on it would wait for ever, and all behind it. */
const patience = () => {
  const over = new AbortController();
  setTimeout(() => over.abort(), PATIENCE_MS);
  return over.signal;
};

function* batches(messages) {
  let batch = [];
  let bytes = 0;
  for (const message of messages) {
    const size = bytesOf(message);
    if (batch.length && bytes + size > BYTES) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length) yield batch;
}
