// The console: only connects its parts. Everything that changes the plan is a command; what is folded, where the cursor stands
// and which keys work is this console's affair alone.

import { live } from "./live.js";
import { watchAgenda } from "./console/agenda.js";
import { watchDoor } from "./console/door.js";
import { watchKeys } from "./console/keys.js";
import { watchLines } from "./console/lines.js";
import { watchNow } from "./console/now.js";
import { Outline } from "./console/outline.js";
import { watchPeople } from "./console/people.js";

/** A new step is told to whoever does not see it change. */
const sayStep = () => {
  const step = document.querySelector("#step-now h1")?.textContent ?? "";
  const aloud = document.getElementById("aloud");
  if (aloud.dataset.step !== undefined && aloud.dataset.step !== step) aloud.textContent = step;
  aloud.dataset.step = step;
};

if (live) {
  const outline = new Outline(live, document.getElementById("outline"));
  outline.watch();
  watchKeys((key) => outline.key(key));
  watchNow(live, document.body.dataset.plan);
  watchPeople(document.querySelector("aside"));
  watchLines(live);
  watchAgenda(live);
  watchDoor(document.getElementById("knock"));
  live.on("applied", sayStep);
}

export { live };
