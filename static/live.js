// The page's one socket, and everything that hangs on it (docs/protocol.md, docs/guide/live-pages.md).
//
// A page that wants to be live says so on its body:
//   <body data-plan="…" data-person="…" data-page="phone|board|console">
// and brings <script type="application/json" id="holds"> (what it shows already) and id="words" (its reader's language).
// htmx is loaded before; the modules in live/ each do one thing, this one only connects them.
//
//   import { live } from "/static/live.js";
//   await live.command({ do: "remove", record });        an answer: {type: "ack"} or {type: "refused", code, message}
//   live.watch(["edit-…"]);                              extra fragments that this page shows
//   live.on("applied", () => …);                         opened, closed, applied, answered, stopped, text

import { watchAnchors } from "./live/anchor.js";
import { told, tick } from "./live/clock.js";
import { restore, watchFields } from "./live/fields.js";
import { Forms } from "./live/forms.js";
import { newId } from "./live/ids.js";
import { Kept, nameOf } from "./live/kept.js";
import { Outbox } from "./live/outbox.js";
import { Page } from "./live/page.js";
import { Post } from "./live/post.js";
import { PresenceBoard } from "./live/presence.js";
import { Queue } from "./live/queue.js";
import { bytesOf } from "./live/size.js";
import { Socket } from "./live/socket.js";
import { keys } from "./live/storage.js";
import { Sync } from "./live/sync.js";
import { Tab } from "./live/tab.js";
import { allWords, words } from "./live/words.js";

const PROTOCOL = "stratroom.html.1";
const AGAIN_MS = 1_500; // before what could not be saved is sent again
const ADOPT_MS = 3_000;
const TICK_MS = 250;
const TEXT_MS = 2_000; // after the page is live
const OUT = new Set([4401, 4403, 4404]); // close codes: this screen is not, or no more, to see the plan
const LARGEST = 60_000; // bytes of one message, under the server's limit

const isTooLarge = (message) => bytesOf(message) > LARGEST;
const tooLarge = ({ id }) => ({ type: "refused", id, code: "too-large", message: words("sync.too_large") });

export class Live {
  constructor({ plan, person, page, holds }) {
    this.plan = plan;
    this.surface = page;
    this.watching = [];
    this.listeners = new Map();
    this.scope = `${plan}.${person}`;
    this.kept = new Kept(this.scope, {
      command: (body) => this.command(body),
      sends: (control) => this.forms.sends(control),
    });
    this.page = new Page(holds, this.kept);
    this.tab = new Tab(this.scope);
    this.outbox = new Outbox(this.scope, undefined, this.tab);
    this.sync = new Sync({
      online: () => this.online,
      stopped: () => this.socket.stopped,
      waiting: () => this.outbox.size > 0 || !this.queue.idle,
      notSaved: () => this.outbox.notSaved,
    });
    this.presence = new PresenceBoard((message) => this.socket.send(message));
    this.queue = new Queue((messages) => this.show(messages));
    this.post = new Post({
      plan,
      outbox: this.outbox,
      pending: () => this.sendable(),
      needed: () => this.socket.failing,
      answered: (message) => this.queue.add(message),
    });
    this.socket = new Socket(this.socketPorts());
    this.forms = new Forms({
      command: (body) => this.command(body),
      id: newId,
      sync: this.sync,
      pending: () => [...this.outbox.entries.values()],
      taking: () => this.kept.taking,
      lost: (control, value, send, message) => this.kept.refused(control, value, send, message),
    });
  }

  start() {
    watchAnchors();
    watchFields(this.scope, this.tab);
    this.outbox.adopt();
    this.forms.watch();
    this.kept.watch();
    this.presence.watch();
    setInterval(() => this.adopt(), ADOPT_MS);
    setInterval(tick, TICK_MS);
    tick();
    this.socket.connect();
    this.sync.show();
  }

  get online() {
    return this.socket.open;
  }

  // ---------------------------------------------------------------- for others

  /** Ask for something; kept until it is answered. Resolves to the answer. */
  command(body) {
    return this.add({ type: "command", id: newId(), ...body });
  }

  /** The same for any message with an id: text edits go this way. */
  add(message) {
    if (isTooLarge(message)) return this.tooLarge(message);
    const answer = this.outbox.add(message);
    // Behind what could not be saved yet, or the older value would have the last word.
    if (this.outbox.stalled.size) this.againSoon();
    else if (this.online) this.socket.send(message);
    else if (this.socket.failing) this.post.flush();
    this.sync.show();
    return answer;
  }

  /** The server would hang up on it; say so here instead. */
  async tooLarge(message) {
    const answer = tooLarge(message);
    await null;
    this.emit("answered", answer);
    return answer;
  }

  /** Sends now, or not at all. */
  send(message) {
    return this.socket.send(message);
  }

  watch(fragments) {
    this.watching = [...fragments];
    this.socket.send({ type: "watch", fragments: this.watching });
  }

  on(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  emit(name, ...what) {
    for (const listener of this.listeners.get(name) ?? []) listener(...what);
  }

  // ---------------------------------------------------------------- the socket

  socketPorts() {
    return {
      url: `${location.origin.replace(/^http/, "ws")}/live/${encodeURIComponent(this.plan)}`,
      protocol: PROTOCOL,
      hello: () => this.hello(),
      opened: () => this.opened(),
      received: (message) => this.received(message),
      lost: () => this.closed(),
      stopped: (code) => this.stopped(code),
      failing: () => this.post.flush(),
    };
  }

  hello() {
    const lang = document.documentElement.lang || "en";
    return { type: "hello", protocol: PROTOCOL, page: this.surface, lang, watch: this.watching, ...this.page.holds() };
  }

  opened() {
    this.sendAll();
    if (this.presence.record) this.presence.tell();
    this.sync.show();
    this.emit("opened");
  }

  closed() {
    this.sync.show();
    this.emit("closed");
  }

  stopped(code) {
    if (OUT.has(code)) this.shownOut();
    this.sync.show();
    this.emit("closed");
    this.emit("stopped", code);
  }

  shownOut() {
    this.page.empty();
    const said = document.createElement("section");
    said.className = "rest";
    said.dataset.testid = "out";
    const title = document.createElement("h1");
    title.textContent = words("live.out");
    const again = document.createElement("a");
    again.href = location.href;
    again.className = "btn";
    again.textContent = words("live.again");
    said.append(title, again);
    document.querySelector("main").prepend(said);
    this.kept.show();
  }

  sendAll() {
    this.outbox.stalled.clear();
    for (const message of this.sendable()) this.socket.send(message);
  }

  /** What waits, in order. What nobody would take, kept by a page that did not measure it, is refused here. */
  sendable() {
    const pending = this.outbox.pending();
    for (const message of pending.filter(isTooLarge)) this.answered(tooLarge(message));
    return pending.filter((message) => !isTooLarge(message));
  }

  adopt() {
    if (this.outbox.adopt() && this.online) this.sendAll();
  }

  // ---------------------------------------------------------------- what arrives

  received(message) {
    switch (message.type) {
      case "welcome":
        this.you = message.you;
        told(message.time);
        break;
      case "pong":
        told(message.time, Date.now() - this.socket.askedAt);
        break;
      case "presence":
        this.presence.received(message);
        break;
      case "text":
        this.emit("text", message);
        break;
      default:
        this.queue.add(message);
    }
  }

  /** Frames and answers, in the order in which they came. */
  show(messages) {
    for (let at = 0; at < messages.length; ) {
      let end = at;
      while (end < messages.length && messages[end].type === "frame") end += 1;
      if (end > at) this.apply(messages.slice(at, end));
      else this.answered(messages[end++]);
      at = end;
    }
    this.sync.show();
  }

  apply(frames) {
    this.page.apply(frames);
    tick();
    this.presence.show();
    restore();
    this.emit("applied", frames);
    this.kept.show();
  }

  answered(message) {
    if (this.outbox.settle(message.id, message)) this.emit("answered", message);
    else if (this.outbox.stalled.size) {
      this.againSoon();
      this.emit("stalled");
    }
  }

  againSoon() {
    this.later ??= setTimeout(() => {
      this.later = null;
      if (this.online) this.sendAll();
      else if (this.socket.failing) this.post.flush();
    }, AGAIN_MS);
  }
}

/** Co-edited text, on pages where anybody types. */
const withText = async (live) => {
  const { createFields } = await import("./text.js");
  const ports = { send: (message) => live.send(message), outbox: { add: (message) => live.add(message) } };
  const homeless = ({ record, field, refusal }, done) => {
    live.kept.hold({ name: nameOf(record, field), words: refusal.text, message: refusal.message, send: null, done });
    live.kept.show();
  };
  const housed = ({ record, field }) => live.kept.forget(nameOf(record, field));
  const notSaved = () => live.outbox.notSaved;
  const fields = createFields({ ...ports, scope: live.scope, words: allWords(), homeless, housed, notSaved });
  live.on("opened", () => fields.connected());
  live.on("closed", () => fields.disconnected());
  live.on("text", (message) => fields.receive(message));
  live.on("answered", (message) => fields.receive(message));
  live.on("stalled", () => fields.stalled());
  fields.watch(document.body);
  if (live.online) fields.connected();
};

/** Much to fetch: it comes once there is a field for it or words of such a field wait on this device, or else a while later. */
const withTextInTime = (live) => {
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    withText(live).catch(() => {
      // The network went just then. Without it nobody could type into such a field until they load the page again.
      begun = false;
      setTimeout(begin, TEXT_MS);
    });
  };
  const look = () => document.querySelector("[data-coedit]") && begin();
  live.on("applied", look);
  live.on("opened", () => setTimeout(begin, TEXT_MS));
  look();
  if (keys(`stratroom.text|${live.scope}|`).length) begin();
};

const json = (id, otherwise) => JSON.parse(document.getElementById(id)?.textContent || otherwise);

const start = () => {
  const { plan, person = "", page = "phone" } = document.body.dataset;
  if (!plan) return null;
  const live = new Live({ plan, person, page, holds: json("holds", "{}") });
  live.start();
  if (page !== "board") withTextInTime(live);
  return live;
};

export const live = start();
