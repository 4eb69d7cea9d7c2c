// Whether what somebody typed is safe, said where they typed it: data-sync="saved|pending|offline|refused" on the nearest
// container, in words in its `.sync`; and for the page as a whole on [data-sync-of="page"].

import { words } from "./words.js";

const ofPage = () => document.querySelectorAll('[data-sync-of="page"]');

export class Sync {
  /** @param ports {online(), stopped(), waiting()} */
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
    for (const [container, entry] of this.containers) {
      if (!container.isConnected && !entry.waiting.size) this.containers.delete(container);
      else say(container, this.state(entry.waiting.size, entry.refused), entry.refused);
    }
    const refused = [...this.containers.values()].some((entry) => entry.refused);
    const state = this.ports.stopped() ? "refused" : this.pageState(refused);
    const said = this.ports.stopped() ? words("sync.stopped") : null;
    for (const element of ofPage()) say(element, state, said);
  }

  state(waiting, refused) {
    if (refused) return "refused";
    if (!waiting) return "saved";
    return this.ports.online() ? "pending" : "offline";
  }

  pageState(refused) {
    if (refused) return "refused";
    if (!this.ports.online()) return "offline";
    return this.ports.waiting() ? "pending" : "saved";
  }
}

const say = (element, state, instead) => {
  if (element.dataset.sync !== state) element.dataset.sync = state;
  const place = element.matches(".sync") ? element : element.querySelector(".sync");
  const said = instead ?? words(`sync.${state}`);
  if (place && place.textContent !== said) place.textContent = said;
};
