// Now, Plan, Mine, and Lead for whoever leads: one at a time, kept in the address so that Back goes back. From 900 px the plan is always there.

import { letGo } from "../live/anchor.js";

const VIEWS = ["now", "plan", "mine", "lead"];

const viewOf = (hash) => (VIEWS.includes(hash.slice(1)) ? hash.slice(1) : "now");

const places = new Map(); // view → where it was scrolled to

export const show = (view) => {
  if (document.body.dataset.view === view) return;
  places.set(document.body.dataset.view, scrollY);
  letGo();
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  scrollTo({ top: places.get(view) ?? 0, behavior: "instant" });
};

/** Open a view as if its tab had been pressed. */
export const turnTo = (view) => {
  if (viewOf(location.hash) !== view) history.pushState(null, "", `#${view}`);
  show(view);
};

export const watchViews = () => {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    const { hash } = location;
    if (!hash || VIEWS.includes(hash.slice(1))) show(viewOf(hash)); // else: a link within the page
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    turnTo(tab.dataset.tab);
  });
  show(viewOf(location.hash));
};
