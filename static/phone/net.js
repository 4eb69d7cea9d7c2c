// The page's word about what is not safe yet. It comes only when that lasts: a strip that blinks at every key says nothing. And
// it comes without moving what somebody looks at.

import { holdStill } from "../live/anchor.js";

const LASTS_MS = 1_200;

export const watchNet = () => {
  const strip = document.getElementById("net");
  let waiting;
  const turn = (shown) => {
    clearTimeout(waiting);
    waiting = null;
    if (strip.hasAttribute("data-shown") === shown) return;
    holdStill(() => {
      strip.toggleAttribute("data-shown", shown);
      return [];
    });
  };
  const look = () => {
    const { sync } = strip.dataset;
    if (sync === "saved") turn(false);
    else if (sync === "refused") turn(true);
    else waiting ??= setTimeout(() => turn(strip.dataset.sync !== "saved"), LASTS_MS);
  };
  new MutationObserver(look).observe(strip, { attributes: true, attributeFilter: ["data-sync"] });
  look();
};
