// New bytes for an element that stands in the page: htmx morphs it, and we say what it must leave alone.
//
// Left alone: children of lists (only orders move those), fields with unsaved work, whether a disclosure is open, and
// words about whether something is saved. htmx's morph is used directly, because it has to happen within one animation frame.

import { admits, showChoices } from "./fields.js";

let api;

globalThis.htmx.registerExtension("stratroom", {
  init: (internal) => (api = internal),
  htmx_before_morph_node: (old, { newNode }) => leavesAlone(old, newNode) === false,
  htmx_before_morph_attr: (old, { attrName }) => !keeps(old, attrName),
});

const leavesAlone = (old, arriving) => {
  if (old.nodeType !== Node.ELEMENT_NODE) return false;
  if (old.matches("[data-sync] .sync") && ours(old, arriving)) return true;
  return !admits(old, arriving);
};

/** Words about saving are the server's only where it has some and nothing is on its way. */
const ours = (old, arriving) =>
  !arriving.textContent.trim() || old.closest("[data-sync]").dataset.sync !== "saved";

const keeps = (old, name) =>
  name === "data-sync" ||
  name === "data-present" ||
  (name === "open" && old.matches("details, dialog")) ||
  (old.dataset.keep ?? "").split(" ").includes(name);

/** Elements of HTML, not in the page yet. */
export const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};

/** Give lists ids, by which a morph knows them again whatever happens around them. */
export const nameLists = (root) => {
  for (const list of root.querySelectorAll("[data-list]:not([id])")) list.id = `list:${list.dataset.list}`;
};

/** Make `element` look like `html`; returns the element that stands there now. */
export const morph = (element, html) => {
  const arriving = parse(html);
  nameLists(element);
  nameLists(arriving);
  const { id } = element;
  if (element.localName === arriving.firstElementChild?.localName) {
    api.morph(element, arriving, false);
  } else {
    element.replaceWith(arriving);
  }
  const standing = element.isConnected ? element : document.getElementById(id);
  showChoices(standing);
  globalThis.htmx.process(standing);
  return standing;
};
