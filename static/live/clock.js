// Timers that agree on all screens: a deadline is the server's, and so is the time; a phone's clock may be hours off.
//
//   <span data-deadline="1767225600000"></span>     shows what is left, as 18:42, 1:05:00 or +0:30
//   <b data-deadline="…" data-span="3000000">        also says when little of so many ms is left: data-low="20", then "5"
//   <rect data-deadline="…" data-total="3000000">   is as wide, of 1000, as what is left of so many ms, and shrinks to the right

import { words } from "./words.js";

let ahead = 0; // of the server, in ms
let best = Infinity; // the quickest answer so far: the smaller, the surer

/** The server said its time; `took` is how long we waited for that, in ms. */
export const told = (time, took = 1_000) => {
  if (took > best * 1.5 + 20) return;
  best = Math.min(best, took);
  ahead = time - (Date.now() - took / 2);
};

export const serverTime = () => Date.now() + ahead;

export const tick = () => {
  const now = serverTime();
  for (const element of document.querySelectorAll("[data-deadline]")) {
    const left = Number(element.dataset.deadline) - now;
    if (element.dataset.total) {
      shrink(element, left / Number(element.dataset.total));
      continue;
    }
    if (element.dataset.span) low(element, left / Number(element.dataset.span));
    const said = words(left >= 0 ? "deadline.left" : "deadline.over", { time: clock(left) });
    if (element.textContent !== said) element.textContent = said;
    element.toggleAttribute("data-over", left < 0);
  }
};

/** A fifth of the time is left, or a twentieth: said as data-low, 20 or 5. */
const low = (element, share) => {
  const said = share > 0.2 ? "" : share > 0.05 ? "20" : "5";
  if ((element.dataset.low ?? "") === said) return;
  if (said) element.dataset.low = said;
  else delete element.dataset.low;
};

const WIDTH = 1_000;

const shrink = (rule, share) => {
  const width = String(Math.round(WIDTH * Math.min(1, Math.max(0, share))));
  if (rule.getAttribute("width") === width) return;
  rule.setAttribute("width", width);
  rule.setAttribute("x", String(WIDTH - Number(width)));
};

/** Minutes and seconds. What is left is rounded up and what is over down, so that a timer ends at 0:00. */
const clock = (ms) => {
  const seconds = ms >= 0 ? Math.ceil(ms / 1_000) : Math.floor(-ms / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};
