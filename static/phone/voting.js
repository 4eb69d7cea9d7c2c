// My ballot: every tap hands the whole of it in, a moment later, so that nothing waits for a last press. What I gave is kept on
// this phone: a nameless ballot nowhere else, with the random handle that proves that it is mine; a named one until the server
// shows it. Offline it waits in the outbox like anything else.

import { newId } from "../live/ids.js";
import { read, write } from "../live/storage.js";

const SOON_MS = 400; // taps that follow each other are one ballot
const SOON = "a ballot that is not on its way yet";

export const watchVoting = (live) => new Voting(live).watch();

class Voting {
  constructor(live) {
    this.live = live;
    this.timer = 0;
  }

  watch() {
    document.addEventListener("click", ({ target }) => this.clicked(target));
    document.addEventListener("input", ({ target }) => target.id === "ballot-why" && this.change(() => (this.kept.reason = target.value)));
    addEventListener("pagehide", () => this.timer && this.send());
    this.live.on("applied", () => this.show());
    this.show();
    if (this.place && this.kept.dirty) this.sendSoon();
  }

  get place() {
    return document.querySelector("[data-ballot]");
  }

  get key() {
    return `stratroom.ballot|${this.live.scope}|${this.place.dataset.ballot}`;
  }

  /** What this phone has of the ballot in the page: {record, handle, scores, reason, dirty}. */
  load() {
    const mine = this.place.querySelector("[data-mine]");
    if (this.of !== this.key) {
      this.of = this.key;
      this.kept = JSON.parse(read(this.key) ?? "null") ?? { record: newId(), handle: `${newId()}${newId()}`, scores: {}, reason: "" };
    }
    if (mine && !this.kept.dirty) {
      const given = JSON.parse(mine.dataset.scores);
      const pairs = given.flatMap((each, at) => (at % 2 ? [] : [[each, given[at + 1]]]));
      Object.assign(this.kept, { record: mine.dataset.mine, scores: Object.fromEntries(pairs), reason: mine.dataset.reason, there: true });
    }
  }

  // ---------------------------------------------------------------- giving

  clicked(target) {
    const button = target.closest("[data-ballot] button");
    if (!button || button.getAttribute("aria-disabled") === "true" || !("open" in this.place.dataset)) return;
    const thing = button.closest("[data-thing]").dataset.thing;
    const { by, mark, key } = button.dataset;
    this.change(({ scores }) => {
      if (by) put(scores, thing, (scores[thing] ?? 0) + Number(by) || null);
      else if (mark) put(scores, key, scores[key] === Number(mark) ? null : Number(mark));
      else rank(scores, thing, this.limit);
    });
  }

  change(act) {
    if (!this.place) return;
    act(this.kept);
    this.kept.dirty = true;
    this.remember();
    this.show();
    this.sendSoon();
  }

  remember() {
    write(this.of, JSON.stringify(this.kept));
  }

  sendSoon() {
    clearTimeout(this.timer);
    if (!this.lacksReason()) this.live.sync.sent(this.place, SOON);
    this.timer = setTimeout(() => this.send(), SOON_MS);
  }

  send() {
    this.timer = clearTimeout(this.timer) ?? 0;
    if (!this.place) return;
    if (!this.lacksReason()) this.handIn(this.asked(this.place.dataset));
    this.live.sync.answered(this.place, { id: SOON, type: "ack" });
  }

  handIn(asked) {
    if (!asked) return;
    const { kept } = this;
    const sent = JSON.stringify([kept.scores, kept.reason]);
    const asIs = () => kept === this.kept && sent === JSON.stringify([kept.scores, kept.reason]);
    this.live.forms.say(asked, this.place).then((said) => {
      if (!asIs()) return;
      kept.dirty = false;
      kept.there = said.type === "ack" && Object.keys(kept.scores).length > 0;
      if (this.of === this.key) this.remember();
      this.show();
    });
  }

  asked({ ballot: step, nameless }) {
    const { record, handle, scores, reason } = this.kept;
    const given = reason.trim() && this.why ? { scores, reason: reason.trim() } : { scores };
    if (!Object.keys(scores).length) {
      if (!this.kept.there) return null;
      return nameless === undefined ? { do: "remove", record } : { do: "let-go", kind: "ballot", step, record, handle };
    }
    if (nameless !== undefined) return { do: "hold", kind: "ballot", step, record, handle, fields: given };
    return { do: "add", kind: "ballot", fields: { step, ...given } };
  }

  // ---------------------------------------------------------------- showing

  get limit() {
    return Number(this.place.dataset.limit);
  }

  /** Some mark asks for a reason. */
  get why() {
    return this.place.dataset.method === "consent" && Object.values(this.kept.scores).some((mark) => mark < 2);
  }

  lacksReason() {
    return this.why && !this.kept.reason.trim();
  }

  show() {
    if (!this.place) return;
    this.load();
    const { scores } = this.kept;
    const { method, budget } = this.place.dataset;
    const left = Number(budget) - sum(scores);
    for (const thing of this.place.querySelectorAll("[data-thing]")) {
      const given = scores[thing.dataset.thing] ?? 0;
      if (method === "dots") this.showDots(thing, given, left);
      else if (method === "rank") this.showPlace(thing, given);
      else for (const each of thing.querySelectorAll("[data-mark]")) press(each, scores[each.dataset.key] === Number(each.dataset.mark));
    }
    this.showWhy();
    this.showLeft(left);
  }

  showDots(thing, given, left) {
    const [less, more] = thing.querySelectorAll("[data-by]");
    say(thing.querySelector("output"), given ? (given > 3 ? `● ${given}` : "●".repeat(given)) : "–");
    less.setAttribute("aria-disabled", String(!given));
    more.setAttribute("aria-disabled", String(left < 1 || given >= this.limit));
  }

  showPlace(thing, place) {
    say(thing.querySelector("output"), place ? String(place) : "+");
    press(thing.querySelector("[data-rank]"), place > 0);
  }

  showWhy() {
    const field = this.place.querySelector("[data-why]:not(span)");
    if (!field) return;
    field.hidden = !this.why;
    const area = field.querySelector("textarea");
    if (area !== document.activeElement && area.value !== this.kept.reason) area.value = this.kept.reason;
  }

  showLeft(left) {
    const place = this.place.querySelector("[data-left]");
    const { method, budget, limit } = this.place.dataset;
    const given = Object.keys(this.kept.scores).length;
    const of = method === "dots" ? budget : method === "rank" ? limit : new Set([...this.place.querySelectorAll("[data-key]")].map(({ dataset }) => dataset.key)).size;
    const words = method === "dots" ? place.dataset.dots : method === "rank" ? place.dataset.ranks : place.dataset.given;
    if (of === 1) return say(place, this.lacksReason() ? place.dataset.why : "");
    say(place, this.lacksReason() ? place.dataset.why : words.replace("{n}", method === "dots" ? left : given).replace("{of}", of));
  }
}

/** null takes it away; a mark of nought is a mark. */
const put = (scores, key, score) => {
  if (score === null) delete scores[key];
  else scores[key] = score;
};

/** The next place; what stands behind one that is taken back moves up. */
const rank = (scores, thing, limit) => {
  const was = scores[thing];
  if (!was && Object.keys(scores).length < limit) scores[thing] = Object.keys(scores).length + 1;
  if (!was) return;
  delete scores[thing];
  for (const each of Object.keys(scores)) if (scores[each] > was) scores[each] -= 1;
};

const sum = (scores) => Object.values(scores).reduce((all, each) => all + each, 0);

const press = (button, on) => button.setAttribute("aria-pressed", String(on));

const say = (element, words) => {
  if (element.textContent !== words) element.textContent = words;
};
