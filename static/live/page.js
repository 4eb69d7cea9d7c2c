// What this page shows and holds: fragments by id, in lists, each with the tag of its bytes.
//
// Frames say what is new (`put`), in which order lists stand (`order`) and what is gone (`gone`). Everything of a frame is
// done in one go, around an anchor that does not move. A record that somebody else removes while one types in it stays,
// marked, until its work is done: no key is lost to another's deletion.

import { holdStill } from "./anchor.js";
import { crc32 } from "./crc32.js";
import { holdsWork } from "./fields.js";
import { arrange } from "./lists.js";
import { morph, nameLists, parse } from "./morph.js";
import { words } from "./words.js";

const HELLO_BYTES = 56_000; // under the server's limit for a message

export class Page {
  constructor(held) {
    this.scopes = new Map(Object.entries(held).map(([scope, { tags, order }]) => [scope, scopeOf(tags, order)]));
    for (const { tags } of this.scopes.values()) {
      for (const id of tags.keys()) if (!document.getElementById(id)) tags.delete(id);
    }
    nameLists(document);
  }

  scope(name) {
    if (!this.scopes.has(name)) this.scopes.set(name, scopeOf({}, {}));
    return this.scopes.get(name);
  }

  /** For the hello. A page that holds too much to say so is sent everything again. */
  holds() {
    const holds = {};
    const orders = {};
    for (const [name, { tags, order }] of this.scopes) {
      holds[name] = Object.fromEntries(tags);
      orders[name] = Object.fromEntries([...order].map(([list, ids]) => [list, `${ids.length}.${crc32(ids.join("\n"))}`]));
    }
    const said = { holds, orders };
    return JSON.stringify(said).length > HELLO_BYTES ? { holds: {}, orders: {} } : said;
  }

  /** Apply frames, in order, in one go. */
  apply(frames) {
    holdStill(() => frames.flatMap((frame) => this.take(frame)));
  }

  take({ scope: name, put, gone, order }) {
    const scope = this.scope(name);
    const fresh = new Map();
    const lists = new Set(Object.keys(order));
    for (const [list, ids] of Object.entries(order)) scope.order.set(list, ids);
    for (const [id, tag, html] of put) {
      scope.tags.set(id, tag);
      for (const list of this.put(id, html, fresh)) if (scope.order.has(list)) lists.add(list);
    }
    const moved = this.place(scope, lists, fresh);
    for (const id of gone) this.remove(scope, id);
    for (const list of lists) this.sweep(scope, list);
    return moved;
  }

  /** Returns the lists that stand in the element now. */
  put(id, html, fresh) {
    const standing = document.getElementById(id);
    let element;
    if (standing) {
      element = morph(standing, html);
      unmark(element);
    } else {
      element = parse(html).firstElementChild;
      nameLists(element);
      globalThis.htmx.process(element);
      fresh.set(id, element);
    }
    return [...element.querySelectorAll("[data-list]")].map((list) => list.dataset.list);
  }

  /** Put lists in order, outer ones first: what goes into a list that is not in the page yet would lose its focus. */
  place(scope, lists, fresh) {
    const waiting = new Set(lists);
    const moved = [];
    for (let before = Infinity; waiting.size < before; ) {
      before = waiting.size;
      for (const list of waiting) {
        const element = listOf(list);
        const children = element && this.children(scope, list, element, fresh);
        // A branch that changes places with what hung under it: its new parent has to come out first.
        if (!children || children.some((child) => child.contains(element))) continue;
        moved.push(...arrange(element, children));
        waiting.delete(list);
      }
    }
    return moved;
  }

  /** The elements of a list as they are to stand, those in it that only wait for their work to be done among them. */
  children(scope, list, element, fresh) {
    const wanted = (scope.order.get(list) ?? [])
      .map((id) => document.getElementById(id) ?? fresh.get(id))
      .filter(Boolean);
    for (const child of element.children) {
      if ("gone" in child.dataset) wanted.splice(1 + wanted.indexOf(child.previousElementSibling), 0, child);
    }
    return wanted;
  }

  remove(scope, id) {
    scope.tags.delete(id);
    const element = document.getElementById(id);
    if (!element) return;
    for (const list of element.querySelectorAll("[data-list]")) scope.order.delete(list.dataset.list);
    takeAway(element);
  }

  /** Children of a list that no list wants. */
  sweep(scope, list) {
    const wanted = new Set(scope.order.get(list));
    for (const child of [...(listOf(list)?.children ?? [])]) {
      if (!wanted.has(child.id)) takeAway(child);
    }
  }
}

const scopeOf = (tags, order) => ({ tags: new Map(Object.entries(tags)), order: new Map(Object.entries(order)) });

const listOf = (list) => document.querySelector(`[data-list="${CSS.escape(list)}"]`);

const takeAway = (element) => {
  if (!holdsWork(element)) element.remove();
  else if (!("gone" in element.dataset)) mark(element);
};

const mark = (element) => {
  element.dataset.gone = "";
  const notice = document.createElement("p");
  notice.className = "gone-notice";
  notice.setAttribute("role", "status");
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "btn word";
  dismiss.textContent = words("text.dismiss");
  dismiss.addEventListener("click", () => element.remove());
  notice.append(words("record.gone"), " ", dismiss);
  element.append(notice);
};

const unmark = (element) => {
  delete element.dataset.gone;
  element.querySelector(":scope > .gone-notice")?.remove();
};

/** Take away what was removed by others and is not being worked on any more. */
export const clearGone = () => {
  for (const element of document.querySelectorAll("[data-gone]")) if (!holdsWork(element)) element.remove();
};
