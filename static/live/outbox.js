// What was said and not yet answered, kept where a reload, a locked phone or a killed browser leave it alone.
//
// Every entry has a key of its own in localStorage, named after the tab that wrote it, so that two tabs never
// overwrite each other. Their order is a count that only grows and starts from the clock, which a phone may set back.
// What a dead tab left is taken over by any living one. If two take over the same, or one was only asleep, a command is
// sent twice under one id, and done once.
//
// What was refused stays refused under its id (docs/decisions/0023). What is kept all the same, because something said
// earlier could not be saved yet, goes on under the next name: two tabs that keep the same call it alike.

import { keys, read, remove, write } from "./storage.js";
import { Tab } from "./tab.js";

const PLACES = 9; // of a stamp, base 36: thousands of years of milliseconds

const stampOf = (key) => key.slice(key.lastIndexOf("|") + 1);
const nextName = (id) => {
  const [, name, time] = /^(.*?)(?:--(\d+))?$/.exec(id);
  return `${name}--${Number(time ?? 1) + 1}`;
};
const placeOf = (stamp) => parseInt(stamp.slice(0, PLACES), 36) || 0;

export class Outbox {
  /** @param scope plan and person: what one types is not the next one's on the same phone */
  constructor(scope, now = () => Date.now(), life = new Tab(scope, now)) {
    this.prefix = `stratroom.outbox|${scope}|`;
    this.life = life;
    this.tab = life.id;
    this.now = now;
    this.last = Math.max(0, ...keys(this.prefix).map((key) => placeOf(stampOf(key))));
    this.entries = new Map(); // id → {asked, stamp, message, answer, answered}; `asked`: the id at first
    this.stalled = new Set(); // ids of what could not be saved for now
    this.notSaved = ""; // why, in the server's words, until it takes something again
  }

  /** Keep a message until it is answered. Resolves to the answer; never, if that comes after a reload. */
  add(message) {
    this.last = Math.max(this.last + 1, this.now());
    return this.hold(this.last.toString(36).padStart(PLACES, "0"), message);
  }

  hold(stamp, message) {
    let answered;
    const answer = new Promise((resolve) => (answered = resolve));
    this.keep({ asked: message.id, stamp, message, answer, answered });
    return answer;
  }

  keep(entry) {
    this.entries.set(entry.message.id, entry);
    write(this.key(entry.stamp), JSON.stringify(entry.message));
  }

  key(stamp, tab = this.tab) {
    return `${this.prefix}${tab}|${stamp}`;
  }

  /** What waits, in the order in which it was said. */
  pending() {
    return [...this.entries.values()].sort((a, b) => (a.stamp < b.stamp ? -1 : 1)).map(({ message }) => message);
  }

  get size() {
    return this.entries.size;
  }

  /** An answer came. False where it is none of ours, or where the message stays and has to be sent again. */
  settle(id, answer) {
    const entry = this.entries.get(id);
    if (!entry) return false;
    if (answer.type === "refused" && (answer.again || this.waitsForEarlier(entry))) {
      this.stall(entry, answer);
      return false;
    }
    this.entries.delete(id);
    this.stalled.delete(id);
    this.notSaved = "";
    remove(this.key(entry.stamp));
    entry.answered({ ...answer, id: entry.asked });
    return true;
  }

  /** It stays, to be sent again. */
  stall(entry, { again, message: why }) {
    const { message } = entry;
    if (again && why) this.notSaved = why;
    if (!again) {
      this.entries.delete(message.id);
      this.keep({ ...entry, message: { ...message, id: nextName(message.id) } });
    }
    this.stalled.add(again ? message.id : nextName(message.id));
  }

  /** Refused perhaps only because something said earlier could not be saved yet. */
  waitsForEarlier({ stamp }) {
    return [...this.stalled].some((id) => this.entries.get(id)?.stamp < stamp);
  }

  /** Take over what dead tabs left. True if there was anything. */
  adopt() {
    const left = keys(this.prefix).filter((key) => this.life.isDead(this.tabOf(key)));
    for (const key of left.sort()) this.takeOver(key);
    return left.length > 0;
  }

  takeOver(key) {
    const message = JSON.parse(read(key) ?? "null");
    if (message && !this.entries.has(message.id)) this.hold(this.free(stampOf(key)), message);
    remove(key);
  }

  /** Two tabs may have spoken in the same millisecond. */
  free(stamp) {
    const taken = new Set([...this.entries.values()].map((entry) => entry.stamp));
    let free = stamp;
    while (taken.has(free)) free += "a";
    return free;
  }

  tabOf(key) {
    return key.slice(this.prefix.length, key.lastIndexOf("|"));
  }
}
