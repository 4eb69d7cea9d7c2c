// Whether what somebody typed is safe, said where they typed it: data-sync="saved|pending|offline|refused" on the nearest
// container, in words in its `.sync`; and for the page as a whole on [data-sync-of="page"].

import { holdStill } from "./anchor.js";
import { words } from "./words.js";

const ofPage = () => document.querySelectorAll('[data-sync-of="page"]');

export class Sync {
  /** @param ports {online(), stopped(), waiting(), notSaved(): the server's words for why it cannot save now, or ""} */
  constructor(ports) {
    this.ports = ports;
    this.containers = new Map(); // element → {waiting: Set of ids, refused: words or null}
  }

  entry(container) {
    if (!this.containers.has(container)) this.containers.set(container, { waiting: new Set(), refused: null });
    return this.containers.get(container);
  }

  /** A command that was made in this container is on its way. */
  sent(container, id) {
    const entry = this.entry(container);
    entry.waiting.add(id);
    entry.refused = null;
    this.show();
  }

  answered(container, { id, type, message }) {
    const entry = this.entry(container);
    entry.waiting.delete(id);
    if (type === "refused") entry.refused = message || words("sync.refused");
    this.show();
  }

  /** Somebody types again: what was refused before is no longer the news. */
  touched(container) {
    const entry = this.containers.get(container);
    if (!entry?.refused) return;
    entry.refused = null;
    this.show();
  }

  show() {
    const news = this.all().filter(([element, state, said]) => isNews(element, state, said));
    if (news.length) holdStill(() => news.forEach((each) => say(...each)));
  }

  /** [element, state, words] of every place. */
  all() {
    const places = [];
    for (const [container, entry] of this.containers) {
      const state = this.state(entry.waiting.size, entry.refused);
      places.push([container, state, entry.refused ?? this.saidOf(state)]);
      // From here on its words are the server's again.
      if (state === "saved" || (!container.isConnected && !entry.waiting.size)) this.containers.delete(container);
    }
    const refused = [...this.containers.values()].some((entry) => entry.refused);
    const state = this.ports.stopped() ? "refused" : this.pageState(refused);
    const said = this.ports.stopped() ? words("sync.stopped") : this.saidOf(state);
    for (const element of ofPage()) places.push([element, state, said]);
    return places;
  }

  state(waiting, refused) {
    if (refused) return "refused";
    if (!waiting) return "saved";
    return this.ports.online() ? "pending" : "offline";
  }

  /** While nothing can be saved, what waits says so, and why: it is kept, and nobody need stand there and wait. */
  saidOf(state) {
    return (state === "pending" && this.ports.notSaved()) || words(`sync.${state}`);
  }

  pageState(refused) {
    if (refused) return "refused";
    if (!this.ports.online()) return "offline";
    return this.ports.waiting() ? "pending" : "saved";
  }
}

const placeOf = (element) => (element.matches(".sync") ? element : element.querySelector(".sync"));

const isNews = (element, state, said) =>
  element.dataset.sync !== state || (placeOf(element)?.textContent ?? said) !== said;

const say = (element, state, said) => {
  element.dataset.sync = state;
  const place = placeOf(element);
  if (place) place.textContent = said;
};
