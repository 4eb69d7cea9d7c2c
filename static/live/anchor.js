// Nothing jumps under a finger: whatever changes around it, what somebody looks at stays where it is on the screen.
//
// The browser's own scroll anchoring exists only in some browsers and knows nothing of focus, so it is switched off and
// done here: the anchor's place is measured before and after, and what scrolls around it is scrolled by the difference.
//
// Where there is not enough to scroll, above or below, a page whose body says `data-lengthens` is made longer: its style
// gives --held-above and --held-below to the content between its bars. That room is only lent. What of it is out of sight
// is taken back at every change and every scroll; the rest glides away as soon as the hand that it was lent to is gone. A
// page of fixed height, or one whose columns scroll, has none to lend: there a line may move, the screen never does.

const TOUCHED_MS = 1_500;
const ENOUGH = 0.1; // px
const LEAST = 1; // px: less than that is nowhere to scroll to
const CALM_MS = 400; // after a hand left, for it to come back

const root = document.documentElement;
let touched = null; // {element, at}
let home = null; // {element, top, scrolled}: where the anchor belongs, as long as nobody scrolls
const held = { above: 0, below: 0 }; // px that the page is longer

const hold = (side, px) => {
  held[side] = Math.max(0, px);
  if (held[side]) root.style.setProperty(`--held-${side}`, `${held[side]}px`);
  else root.style.removeProperty(`--held-${side}`);
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
  const hand = underHand();
  if (hand) return [at(hand, true)];
  if (scroller().scrollTop <= held.above) return [];
  return looksAt().map((element) => at(element, false));
};

/** What somebody types in, or has just touched. What is fixed to the screen stays by itself. */
const underHand = () => {
  const focused = document.activeElement;
  if (focused && focused !== document.body && visible(focused) && !isFixed(focused)) return focused;
  const fresh = touched && Date.now() - touched.at < TOUCHED_MS;
  return fresh && visible(touched.element) && !isFixed(touched.element) ? touched.element : null;
};

const isFixed = (element) => {
  for (let box = element; box && box !== root; box = box.parentElement) {
    if (/fixed|sticky/.test(getComputedStyle(box).position)) return !scrolls(box);
    if (scrolls(box)) return false;
  }
  return false;
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
  if (held.above || held.below) giveBackSoon();
};

const giveBackSoon = () => {
  clearTimeout(gliding);
  gliding = setTimeout(giveBack, CALM_MS);
};

const restore = (element, top) => {
  const off = () => element.getBoundingClientRect().top - top;
  const boxes = [...scrollersOf(element)];
  for (const box of boxes) scroll(box, off());
  if (boxes.length) return; // a column scrolls by itself, or not at all
  scroll(scroller(), off());
  const left = off();
  if (Math.abs(left) < ENOUGH || !("lengthens" in document.body.dataset)) return;
  if (left < 0) hold("above", held.above - left);
  else hold("below", held.below + left);
  scroll(scroller(), off());
};

const scroll = (element, by) => {
  if (Math.abs(by) >= ENOUGH) element.scrollTo({ top: element.scrollTop + by, behavior: "instant" });
};

function* scrollersOf(element) {
  for (let at = element.parentElement; at && at !== document.body && at !== root; at = at.parentElement) {
    if (scrolls(at)) yield at;
  }
}

const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);

/** Take back what of the lent room can go without anybody seeing it. */
const release = () => {
  if (!held.above && !held.below) return;
  const view = scroller();
  const stayed = home?.scrolled === view.scrollTop;
  const above = Math.min(held.above, view.scrollTop);
  if (above >= ENOUGH) {
    const wanted = view.scrollTop - above;
    hold("above", held.above - above);
    view.scrollTo({ top: wanted, behavior: "instant" });
  }
  const below = Math.min(held.below, view.scrollHeight - view.clientHeight - view.scrollTop);
  if (below >= ENOUGH) hold("below", held.below - below);
  if (stayed) home.scrolled = view.scrollTop;
};

let gliding;

/** Nobody's hand is here any more: the rest is scrolled out of sight, where it goes. */
const giveBack = () => {
  clearTimeout(gliding);
  if (!held.above && !held.below) return;
  if (underHand()) {
    gliding = setTimeout(giveBack, CALM_MS);
    return;
  }
  const view = scroller();
  const end = view.scrollHeight - view.clientHeight;
  if (held.above < LEAST) hold("above", 0);
  if (held.below < LEAST) hold("below", 0);
  const top = held.above > view.scrollTop ? held.above : Math.min(view.scrollTop, end - held.below);
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  view.scrollTo({ top, behavior });
  gliding = setTimeout(giveBack, TOUCHED_MS); // where something came between
};

/** Another page, as it were: nothing of the old one is to be held. */
export const letGo = () => {
  clearTimeout(gliding);
  home = null;
  hold("above", 0);
  hold("below", 0);
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
