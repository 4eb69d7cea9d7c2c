// One WebSocket: opened again and again with patience, found dead when it says nothing, given up when it is told to.
//
// A phone that sleeps has neither timers nor network; when it wakes, the first thing is a question with a short time to
// answer. Close codes from 4400 on are final, except for "too slow" and "too fast".

const PING_MS = 5_000;
const DEAD_MS = 7_000; // after a ping: twelve seconds of silence
const PROBE_MS = 3_000;
const OPENING_MS = 10_000;
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 3_000; // a server that starts again is missed for seconds only
const LONG_TRIES = 20; // a minute: it may be the network, and a phone has a battery
const LONG_RETRY_MS = 10_000;
const AGAIN = new Set([4408, 4429]);
const TOO_BIG = 1009;
const FAILURES = 2; // in a row, before commands go another way

const UNPACKS = "DecompressionStream" in globalThis;

const unpacked = (data) => new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))).text();

export class Socket {
  /** @param ports {url, protocol, hello(), opened(), received(message), lost(), stopped(code), failing()} */
  constructor(ports) {
    this.ports = ports;
    this.ws = null;
    this.welcomed = false;
    this.stopped = false;
    this.failures = 0;
    this.tries = 0;
    this.retryAfter = null;
    this.ticked = Date.now();
    setInterval(() => this.tick(), 1_000);
    const wake = () => this.wake();
    addEventListener("online", wake);
    addEventListener("offline", wake);
    addEventListener("pageshow", wake);
    document.addEventListener("visibilitychange", () => document.hidden || wake());
  }

  get open() {
    return this.welcomed && this.ws?.readyState === WebSocket.OPEN;
  }

  /** Whether it has failed so often that commands should go another way. */
  get failing() {
    return !this.welcomed && this.failures >= FAILURES;
  }

  /** Sends now, or not at all. */
  send(message) {
    if (!this.ws || this.ws.readyState !== WebSocket.OPEN) return false;
    this.ws.send(JSON.stringify(message));
    return true;
  }

  connect() {
    clearTimeout(this.timer);
    if (this.ws || this.stopped) return;
    const ws = new WebSocket(this.ports.url, [this.ports.protocol]);
    this.ws = ws;
    this.began = Date.now();
    this.asked = null;
    this.unpacking = null;
    ws.binaryType = "arraybuffer";
    ws.onopen = () => ws === this.ws && this.send({ ...this.ports.hello(), packed: UNPACKS });
    ws.onmessage = ({ data }) => ws === this.ws && this.take(ws, data);
    ws.onclose = ({ code }) => ws === this.ws && this.lost(code);
  }

  /** Large messages come packed, and what comes behind them waits until they are unpacked. */
  take(ws, data) {
    if (typeof data === "string" && !this.unpacking) {
      this.received(JSON.parse(data));
      return;
    }
    const before = this.unpacking;
    const unpacking = (async () => {
      const text = typeof data === "string" ? data : await unpacked(data);
      await before;
      if (ws !== this.ws) return;
      if (this.unpacking === unpacking) this.unpacking = null;
      this.received(JSON.parse(text));
    })();
    this.unpacking = unpacking;
    unpacking.catch(() => ws === this.ws && this.drop());
  }

  received(message) {
    this.heard = Date.now();
    this.asked = null;
    if (message.type === "bye") {
      this.retryAfter = message.retry_after_ms;
      return;
    }
    if (message.type === "welcome") {
      this.welcomed = true;
      this.failures = this.tries = 0;
    }
    this.ports.received(message);
    if (message.type === "welcome") this.ports.opened();
  }

  lost(code) {
    const { welcomed } = this;
    this.ws = null;
    this.welcomed = false;
    if ((code >= 4400 && !AGAIN.has(code)) || code === TOO_BIG) {
      this.stopped = true;
      this.ports.stopped(code);
      return;
    }
    if (!welcomed) this.failures += 1;
    this.ports.lost();
    this.timer = setTimeout(() => this.connect(), this.patience());
    if (this.failing) this.ports.failing();
  }

  /** In ms, before the next try: as the server asked, or growing, and never the same for all. */
  patience() {
    const asked = this.retryAfter;
    this.retryAfter = null;
    if (asked) return asked;
    const most = this.tries < LONG_TRIES ? LAST_RETRY_MS : LONG_RETRY_MS;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.tries, most);
    this.tries += 1;
    return wait * (0.5 + Math.random() / 2);
  }

  /** Hangs up without waiting for the other side, which may not be there. */
  drop() {
    const { ws } = this;
    ws.onopen = ws.onmessage = ws.onclose = null;
    ws.close();
    this.lost(0);
  }

  tick() {
    const now = Date.now();
    const slept = now - this.ticked > 3_000;
    this.ticked = now;
    if (!this.ws || this.stopped) return;
    if (slept) this.wake();
    else if (!this.welcomed) now - this.began > OPENING_MS && this.drop();
    else if (this.asked) now - this.asked.at > this.asked.patience && this.drop();
    else if (now - this.heard >= PING_MS) this.ask(DEAD_MS);
  }

  ask(patience) {
    this.askedAt = Date.now();
    this.asked = { at: this.askedAt, patience };
    this.send({ type: "ping" });
  }

  /** Something happened that may have changed the network. */
  wake() {
    if (this.stopped) return;
    this.tries = 0;
    if (!this.ws) this.connect();
    else if (this.welcomed) this.ask(PROBE_MS);
  }
}
