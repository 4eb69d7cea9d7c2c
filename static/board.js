// The board chooses the first of its forms that fits, and keeps it for the step unless something overflows.
//
// Every form is in the HTML; `data-fold` on the plan says which one the style shows: none is roomy, 1 runs person and date on,
// 2 folds conditions to their targets, 3 counts what still does not fit and says how much that is.

import { live } from "./live.js";

const FORMS = ["0", "1", "2", "3"];
let step = null;

const overflows = (element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;

const fits = (plan) => {
  const boxes = [plan, ...plan.querySelectorAll(".map, .branch, .tree, .beside, .map h2")];
  return !boxes.some(overflows);
};

const whole = (branch) => {
  for (const condition of branch.querySelectorAll(".cond, .more")) condition.hidden = condition.matches(".more");
};

/** Leave conditions out from the end, never the one in work, and say how many. */
const cut = (branch) => {
  const more = branch.querySelector(".more");
  const conditions = [...branch.querySelectorAll(".cond")];
  const left = conditions.filter((condition) => !condition.classList.contains("work"));
  let count = 0;
  while (overflows(branch) && left.length) {
    left.pop().hidden = true;
    count += 1;
    more.hidden = false;
    more.textContent = more.dataset.words.replace("{n}", String(count));
  }
};

const measure = () => {
  const plan = document.querySelector(".plan");
  if (!plan) return;
  const now = document.querySelector("#board-head .step")?.textContent ?? "";
  const from = now === step && plan.dataset.fold ? FORMS.indexOf(plan.dataset.fold) : 0;
  step = now;
  const branch = plan.querySelector(".branch");
  if (branch) whole(branch);
  for (const form of FORMS.slice(Math.max(0, from))) {
    plan.dataset.fold = form;
    if (fits(plan)) return;
  }
  if (branch) cut(branch);
};

let waiting = 0;
const soon = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(measure);
};

live?.on("applied", soon);
addEventListener("resize", soon);
document.fonts?.ready.then(soon);
soon();
