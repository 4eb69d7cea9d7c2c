// Nothing jumps under a finger: whatever changes around it, what somebody looks at stays where it is on the screen.
//
// The browser's own scroll anchoring exists only in some browsers and knows nothing of focus, so it is switched off and
// done here: the anchor's place is measured before and after, and the page is scrolled by the difference. Where there is
// not enough page to scroll, above or below, the root gets padding, which goes away as soon as nobody can see it.

const TOUCHED_MS = 1_500;
const ENOUGH = 0.1; // px

const root = document.documentElement;
let touched = null; // {element, at}
let home = null; // {element, top, scrolled}: where the anchor belongs, as long as nobody scrolls
const padding = { top: 0, bottom: 0 };

const pad = (side, px) => {
  padding[side] = Math.max(0, px);
  root.style.setProperty(`padding-${side}`, padding[side] ? `${padding[side]}px` : "");
};

const scroller = () => document.scrollingElement ?? root;

/** Change the page; what the reader has their eyes or finger on stays. `change` returns the elements that it moved, if any. */
export const holdStill = (change) => {
  release();
  const anchors = candidates();
  const moved = change() ?? [];
  const anchor = anchors.find(({ element, sure }) => element.isConnected && (sure || !within(moved, element)));
  if (anchor) putBack(anchor);
};

const within = (moved, element) => moved.some((each) => each.contains(element));

const candidates = () => {
  const focused = document.activeElement;
  if (focused && focused !== document.body && visible(focused)) return [at(focused, true)];
  if (touched && Date.now() - touched.at < TOUCHED_MS && visible(touched.element)) return [at(touched.element, true)];
  if (scroller().scrollTop <= padding.top) return [];
  return looksAt().map((element) => at(element, false));
};

/** Where it is; or, if nobody has scrolled since it was put back, where it was to be: a screen rounds, and rounding adds up. */
const at = (element, sure) => {
  const stayed = home?.element === element && home.scrolled === scroller().scrollTop;
  return { element, sure, top: stayed ? home.top : element.getBoundingClientRect().top };
};

const visible = (element) => {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight;
};

/** Items of lists in the middle of the screen, from its upper part down. */
const looksAt = () => {
  const found = new Set();
  for (const share of [0.3, 0.4, 0.5, 0.6, 0.7, 0.2, 0.8]) {
    const item = document.elementFromPoint(innerWidth / 2, innerHeight * share)?.closest("[data-list] > *");
    if (item) found.add(item);
  }
  return [...found];
};

const putBack = ({ element, top }) => {
  restore(element, top);
  home = { element, top, scrolled: scroller().scrollTop };
};

const restore = (element, top) => {
  const off = () => element.getBoundingClientRect().top - top;
  for (const inner of scrollersOf(element)) scroll(inner, off());
  scroll(scroller(), off());
  const left = off();
  if (Math.abs(left) < ENOUGH) return;
  if (left < 0) pad("top", padding.top - left);
  else pad("bottom", padding.bottom + left);
  scroll(scroller(), off());
};

const scroll = (element, by) => {
  if (Math.abs(by) >= ENOUGH) element.scrollTo({ top: element.scrollTop + by, behavior: "instant" });
};

function* scrollersOf(element) {
  for (let at = element.parentElement; at && at !== document.body && at !== root; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) yield at;
  }
}

/** Take back what padding can go without anybody seeing it. */
const release = () => {
  const view = scroller();
  const stayed = home?.scrolled === view.scrollTop;
  const above = Math.min(padding.top, view.scrollTop);
  if (above >= ENOUGH) {
    const wanted = view.scrollTop - above;
    pad("top", padding.top - above);
    view.scrollTo({ top: wanted, behavior: "instant" });
  }
  const below = Math.min(padding.bottom, view.scrollHeight - view.clientHeight - view.scrollTop);
  if (below >= ENOUGH) pad("bottom", padding.bottom - below);
  if (stayed) home.scrolled = view.scrollTop;
};

export const watchAnchors = () => {
  root.style.setProperty("overflow-anchor", "none");
  const touch = ({ target }) => (touched = { element: target, at: Date.now() });
  document.addEventListener("pointerdown", touch, { capture: true, passive: true });
  document.addEventListener("pointermove", ({ buttons, target }) => buttons && touch({ target }), { passive: true });
  let settling;
  addEventListener("scroll", () => {
    clearTimeout(settling);
    settling = setTimeout(release, 200);
  }, { passive: true });
};
