// What this page shows and holds: fragments by id, in lists, each with the tag of its bytes.
//
// Frames say what is new (`put`), in which order lists stand (`order`) and what is gone (`gone`). Everything of a frame is
// done in one go, around an anchor that does not move. Where words that somebody types lose their place, kept.js takes them:
// no key is lost to another's deletion, nor to the end of a step.

import { holdStill } from "./anchor.js";
import { crc32 } from "./crc32.js";
import { arrange } from "./lists.js";
import { morph, nameLists, parse } from "./morph.js";

const HELLO_BYTES = 56_000; // under the server's limit for a message

export class Page {
  /** @param kept what looks after words that lose their place: `around(element, act)` */
  constructor(held, kept) {
    this.kept = kept;
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
      element = this.kept.around(standing, () => morph(standing, html));
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
        const children = element && this.children(scope, list, fresh);
        // A branch that changes places with what hung under it: its new parent has to come out first.
        if (!children || children.some((child) => child.contains(element))) continue;
        moved.push(...arrange(element, children));
        waiting.delete(list);
      }
    }
    return moved;
  }

  /** The elements of a list as they are to stand. */
  children(scope, list, fresh) {
    return (scope.order.get(list) ?? []).map((id) => document.getElementById(id) ?? fresh.get(id)).filter(Boolean);
  }

  remove(scope, id) {
    scope.tags.delete(id);
    const element = document.getElementById(id);
    if (!element) return;
    for (const list of element.querySelectorAll("[data-list]")) scope.order.delete(list.dataset.list);
    this.takeAway(element);
  }

  /** Children of a list that no list wants. */
  sweep(scope, list) {
    const wanted = new Set(scope.order.get(list));
    for (const child of [...(listOf(list)?.children ?? [])]) {
      if (!wanted.has(child.id)) this.takeAway(child);
    }
  }

  /** Nothing of the plan is left here: whoever is shown out reads no more of it. */
  empty() {
    this.scopes.clear();
    for (const list of document.querySelectorAll("[data-list]")) {
      for (const child of [...list.children]) this.takeAway(child);
    }
  }

  takeAway(element) {
    this.kept.around(element, () => element.remove());
  }
}

const scopeOf = (tags, order) => ({ tags: new Map(Object.entries(tags)), order: new Map(Object.entries(order)) });

const listOf = (list) => document.querySelector(`[data-list="${CSS.escape(list)}"]`);
