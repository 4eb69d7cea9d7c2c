// The phone's own gestures. All of it is this phone's affair alone; the plan hears of it only by what is typed. Each module in
// phone/ does one thing; this one only starts them.

import { live } from "./live.js";
import "./sign.js";
import { watchSorting } from "./live/sorting.js";
import { watchAnswers } from "./phone/answers.js";
import { watchKeyboard } from "./phone/keyboard.js";
import { watchNet } from "./phone/net.js";
import { watchOutline } from "./phone/outline.js";
import { watchViews } from "./phone/views.js";
import { watchVoting } from "./phone/voting.js";
import { watchWriting } from "./phone/writing.js";
import { watchYear } from "./phone/year.js";

watchViews();
watchKeyboard();
if (live) {
  watchNet();
  watchOutline(live);
  watchWriting(live);
  watchAnswers(live);
  watchSorting(live);
  watchVoting(live);
  watchYear(live);
}

export { live };
