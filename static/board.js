// The board takes the first of its forms that fits, and keeps it for the step unless something overflows.
//
//   <div data-forms="4" data-fold>      a stage with so many forms; every form is in the HTML, `data-fold` says which one the
//                                       style shows: 0 is roomy, and the last one leaves things out and says how many
//   <p class="more" data-words="and {n} more" data-of=".cond">   says so, in the box around it; a box with data-tights="2" has so
//                                       many tighter ways, `data-tight`, before it leaves anything out
//
// Measured in the same frame in which something changed, so nobody sees the forms being tried. Dark or light is the system's,
// or the address's: ?theme=dark.

import { live } from "./live.js";

const CALM_MS = 240;
const TALL = ".tree, .factors, .map, .beside, .branch, .fit";
const WIDE = ".goal, .map h2 > span, .csf > ol, .cond, .act, .fit";

/** Letters reach a little out of tight lines; that is no overflow. */
const slack = () => 0.2 * parseFloat(getComputedStyle(document.documentElement).fontSize);
const tall = (element) => element.scrollHeight > element.clientHeight + slack();
const wide = (element) => element.scrollWidth > element.clientWidth + slack();
const full = (box) => [box, ...box.querySelectorAll(":scope > .map")].some(tall) || (box.matches(".fit") && wide(box));
const shown = (element) => element.getClientRects().length > 0;

const fits = (stage) =>
  !full(stage) &&
  ![...stage.querySelectorAll(TALL)].some(tall) &&
  ![...stage.querySelectorAll(WIDE)].filter(shown).some(wide);

// ---------------------------------------------------------------- forms

const kept = new WeakMap(); // stage → {of: what it was measured for, form}

let faces = 0; // how often a face has come

/** A form is kept while the step, the edition, the screen's size and the letters are the same. */
const occasion = () => {
  const step = document.getElementById("board-head")?.dataset.step ?? "";
  const edition = document.getElementById("board-foot")?.dataset.edition ?? "";
  return [step, edition, innerWidth, innerHeight, faces].join(" ");
};

const measure = (stage) => {
  const of = occasion();
  const before = kept.get(stage);
  const forms = Number(stage.dataset.forms);
  whole(stage);
  let form = before?.of === of ? before.form : 0;
  stage.dataset.fold = String(form);
  while (form < forms - 1 && !fits(stage)) stage.dataset.fold = String(++form);
  kept.set(stage, { of, form });
  if (form === forms - 1 && !fits(stage)) shorten(stage);
};

// ---------------------------------------------------------------- leaving out, counted

const whole = (stage) => {
  for (const more of stage.querySelectorAll(".more")) {
    delete more.parentElement.dataset.tight;
    more.hidden = true;
    for (const item of itemsOf(more)) item.hidden = false;
  }
};

const itemsOf = (more) => [...more.parentElement.querySelectorAll(more.dataset.of)];

/** Box by box: tighter, then without the last items, saying how many. What is in work goes last, as its `.more` does. */
const shorten = (stage) => {
  for (const more of stage.querySelectorAll(".more")) {
    const box = more.parentElement;
    for (let way = 1; way <= Number(box.dataset.tights ?? 0) && full(box); way += 1) box.dataset.tight = String(way);
    const items = itemsOf(more);
    for (let count = 1; items.length && full(box); count += 1) {
      items.pop().hidden = true;
      more.hidden = false;
      more.textContent = more.dataset.words.replace("{n}", String(count));
    }
  }
};

// ---------------------------------------------------------------- when

let branch = null;

/** Another branch fades in; the first one is simply there. */
const fade = () => {
  const now = document.querySelector(".branch");
  if (now && branch && now.id !== branch && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    now.animate({ opacity: [0, 1] }, { duration: CALM_MS, easing: "cubic-bezier(.2, 0, 0, 1)" });
  }
  branch = now?.id ?? branch;
};

const look = () => {
  for (const stage of document.querySelectorAll("[data-forms]")) measure(stage);
  fade();
};

const theme = new URLSearchParams(location.search).get("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

/** Who is writing comes between frames of the plan. */
const watchTyping = () => {
  const said = new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.matches?.(".typing"))) look();
  });
  said.observe(document.querySelector("main"), { subtree: true, attributes: true, attributeFilter: ["hidden"] });
};

let told = "";

/** What stands on this screen now, told to the server: customers come in only when every board says that it has turned. */
const confirmEdition = () => {
  const shows = document.querySelector('[data-edition="internal"]') ? "shows-internal" : "shows-shared";
  if (shows !== told) live?.watch([shows]);
  told = shows;
};

live?.on("applied", look);
live?.on("applied", confirmEdition);
addEventListener("resize", look);
// A face may come after we have looked, and be narrower: what fits then did not before.
document.fonts?.addEventListener("loadingdone", () => {
  faces += 1;
  look();
});
watchTyping();
look();
confirmEdition();

export { live };
