// Who else is here, and who is editing what: told while it is true, shown where the page has a place for it.
//
//   <p data-editing="<record>" hidden></p>      "Anna is editing"
//   <b data-here></b>                           how many people are here
//   <li data-person="<id>">                     gets data-present, on surfaces that are told who is here
//
// A control says which record it belongs to by data-record, on itself or around it.

import { holdStill } from "./anchor.js";
import { refocusing } from "./lists.js";
import { words } from "./words.js";

const SETTLE_MS = 200;

export class PresenceBoard {
  constructor(send) {
    this.send = send;
    this.news = { editing: {}, here: null, people: null };
    this.record = null;
  }

  watch() {
    const look = () => {
      clearTimeout(this.looking);
      if (!refocusing()) this.looking = setTimeout(() => this.look(), SETTLE_MS);
    };
    document.addEventListener("focusin", look);
    document.addEventListener("focusout", look);
  }

  look() {
    const control = document.activeElement?.closest("input, textarea, select, [contenteditable]");
    const record = control?.closest("[data-record]")?.dataset.record ?? null;
    if (record === this.record) return;
    this.record = record;
    this.tell();
  }

  /** Say it, also to a server that has just been reached again. */
  tell() {
    this.send({ type: "presence", record: this.record });
  }

  received({ editing, here, people = null }) {
    this.news = { editing, here, people };
    this.show();
  }

  show() {
    holdStill(() => this.tellAll());
  }

  tellAll() {
    const { editing, here, people } = this.news;
    for (const place of document.querySelectorAll("[data-editing]")) {
      const names = editing[place.dataset.editing] ?? [];
      const said = names.length ? words(names.length > 1 ? "editing.many" : "editing.one", { names: names.join(", ") }) : "";
      if (place.textContent !== said) place.textContent = said;
      place.hidden = !said;
    }
    if (here === null) return;
    for (const place of document.querySelectorAll("[data-here]")) place.textContent = String(here);
    if (people === null) return;
    for (const place of document.querySelectorAll("[data-person]")) {
      place.toggleAttribute("data-present", people.includes(place.dataset.person));
    }
  }
}
