// What arrives is shown once per animation frame, in the order in which it came: an acknowledgement after the screen that it is
// about. While somebody composes a word (Android, Chinese …) in a browser that would lose it, everything waits.

import { canMove } from "./lists.js";

const PATIENCE_MS = 250; // a tab in the background gets no animation frames

export class Queue {
  /** @param apply given messages in order, at most once per animation frame */
  constructor(apply) {
    this.apply = apply;
    this.messages = [];
    this.composing = false;
    document.addEventListener("compositionstart", () => (this.composing = true));
    document.addEventListener("compositionend", () => {
      this.composing = false;
      this.soon();
    });
  }

  add(message) {
    this.messages.push(message);
    this.soon();
  }

  get idle() {
    return !this.messages.length;
  }

  soon() {
    if (this.due || this.idle) return;
    const run = () => {
      cancelAnimationFrame(this.due.frame);
      clearTimeout(this.due.timer);
      this.due = null;
      this.run();
    };
    this.due = { frame: requestAnimationFrame(run), timer: setTimeout(run, PATIENCE_MS) };
  }

  run() {
    if (this.composing && !canMove()) return;
    const messages = this.messages;
    this.messages = [];
    if (messages.length) this.apply(messages);
  }
}
