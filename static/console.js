// The console: only connects its parts. Everything that changes the plan is a command; what is folded, where the cursor stands
// and which keys work is this console's affair alone.

import { live } from "./live.js";
import { watchSorting } from "./live/sorting.js";
import { watchAgenda } from "./console/agenda.js";
import { watchDoor } from "./console/door.js";
import { watchKeys } from "./console/keys.js";
import { watchLines } from "./console/lines.js";
import { watchNow } from "./console/now.js";
import { Outline } from "./console/outline.js";
import { watchPeople } from "./console/people.js";
import { watchYear } from "./phone/year.js";
import { watchTables } from "./console/tables.js";

/** A new step is told to whoever does not see it change. */
const sayStep = () => {
  const step = document.querySelector("#step-now h1")?.textContent ?? "";
  const aloud = document.getElementById("aloud");
  if (aloud.dataset.step !== undefined && aloud.dataset.step !== step) aloud.textContent = step;
  aloud.dataset.step = step;
};

/** Little time left is said once, as it stands beside the clock. */
const sayLow = () => {
  const clock = document.querySelector("#step-now [data-span]");
  const low = clock?.dataset.low ?? "";
  const aloud = document.getElementById("aloud");
  if (low && low !== aloud.dataset.low) aloud.textContent = document.querySelector(`#step-now .low .is-${low}`).textContent;
  aloud.dataset.low = low;
};

if (live) {
  const outline = new Outline(live, document.getElementById("outline"));
  outline.watch();
  watchKeys((key) => outline.key(key));
  watchNow(live, document.body.dataset.plan);
  watchPeople(live, document.querySelector("aside"));
  watchLines(live);
  watchSorting(live);
  watchYear(live);
  watchTables(live);
  watchAgenda(live);
  watchDoor(document.getElementById("knock"));
  live.on("applied", sayStep);
  setInterval(sayLow, 1_000);
}

export { live };
