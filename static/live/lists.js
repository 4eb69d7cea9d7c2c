// Putting the children of a list in order without taking the one that somebody is typing in out of the page.
//
// The element with the focus stands still and its siblings move around it; of the others as few as possible are moved. Where
// the browser has `moveBefore`, a moved element keeps its state; where it has not, an element with the focus that must go to
// another list gets its focus and caret back in the same breath, before a key can fall between.

/** Make `wanted` the children of `list`, in order; children that are not wanted are left behind them. */
export const arrange = (list, wanted) => {
  const now = [...list.children];
  const at = new Map(now.map((child, index) => [child, index]));
  const staying = stay(wanted, at, list.ownerDocument.activeElement);
  const moved = [];
  let next = null;
  for (const child of [...wanted].reverse()) {
    if (!staying.has(child)) {
      move(list, child, next);
      moved.push(child);
    }
    next = child;
  }
  return moved;
};

/** The largest set of children that are in order already, with the one that holds the focus in it. */
const stay = (wanted, at, focused) => {
  const held = wanted.filter((child) => at.has(child));
  const pivot = held.findIndex((child) => child.contains(focused));
  if (pivot < 0) return new Set(rising(held, at));
  const still = held[pivot];
  const before = held.slice(0, pivot).filter((child) => at.get(child) < at.get(still));
  const after = held.slice(pivot + 1).filter((child) => at.get(child) > at.get(still));
  return new Set([...rising(before, at), still, ...rising(after, at)]);
};

/** A longest subsequence that rises, by patience sorting. */
const rising = (items, at) => {
  const piles = []; // the smallest last item of a subsequence of each length
  const before = new Map();
  for (const item of items) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at.get(piles[middle]) < at.get(item)) low = middle + 1;
      else high = middle;
    }
    before.set(item, piles[low - 1]);
    piles[low] = item;
  }
  const found = [];
  for (let item = piles.at(-1); item; item = before.get(item)) found.push(item);
  return found;
};

export const canMove = () => typeof Element.prototype.moveBefore === "function";

const move = (list, child, next) => {
  if (canMove() && child.isConnected && list.isConnected) list.moveBefore(child, next);
  else keepingFocus(child, () => list.insertBefore(child, next));
};

let busy = false;

/** Whether the focus is being carried along just now: nobody left a field and nobody came to one. */
export const refocusing = () => busy;

const keepingFocus = (child, act) => {
  const focused = child.ownerDocument.activeElement;
  if (!focused || !child.contains(focused)) {
    act();
    return;
  }
  const caret = caretOf(focused);
  busy = true;
  act();
  focused.focus({ preventScroll: true });
  if (caret) focused.setSelectionRange(...caret);
  busy = false;
};

const caretOf = (element) => {
  try {
    const { selectionStart, selectionEnd, selectionDirection } = element;
    return selectionStart === null || selectionStart === undefined ? null : [selectionStart, selectionEnd, selectionDirection];
  } catch {
    return null;
  }
};
