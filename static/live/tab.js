// One life of a page. What it keeps on the device is under its name, so that two tabs of one person never overwrite each
// other and never show each other's half words; what a dead one left is taken over by any living one.
//
// A tab shows that it lives by writing the time. One that is only asleep looks dead: what is taken from it is then there
// twice, so it has to be something that may be said twice.

import { newId } from "./ids.js";
import { read, remove, write } from "./storage.js";

const ALIVE_MS = 2_000;
const DEAD_MS = 8_000;

export class Tab {
  /** @param scope plan and person */
  constructor(scope, now = () => Date.now()) {
    this.id = newId();
    this.prefix = `stratroom.tab|${scope}|`;
    this.now = now;
    this.live();
    setInterval(() => this.live(), ALIVE_MS);
    addEventListener("pagehide", () => remove(this.prefix + this.id));
    addEventListener("pageshow", () => this.live());
  }

  live() {
    write(this.prefix + this.id, String(this.now()));
  }

  /** Whether what is kept under this name is nobody's any more. */
  isDead(id) {
    return id !== this.id && !(Math.abs(this.now() - Number(read(this.prefix + id) ?? 0)) < DEAD_MS);
  }
}
