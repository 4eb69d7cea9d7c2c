// Who is here and who has answered, counted as people come and go: presence is told to the page, never written into it.

import { say } from "./words.js";

const put = (element, words) => {
  if (element && element.textContent !== words) element.textContent = words;
};

/** Somebody without a phone is in the room because the facilitator says so. */
const count = (seats) => {
  const here = seats.filter((seat) => "present" in seat.dataset || "phoneless" in seat.dataset);
  const answered = seats.filter((seat) => "answer" in seat.dataset);
  const waiting = here.filter((seat) => !("answer" in seat.dataset));
  return { all: seats.length, here: here.length, answered: answered.length, waiting: waiting.length };
};

const showGroup = (row, answers) => {
  const seats = row.querySelector(".seats");
  const { all, here, answered, waiting } = count([...seats.children]);
  const absent = all - here;
  const label = say(answers ? "seats" : "seats.here", { answered, waiting, absent, here });
  if (seats.getAttribute("aria-label") !== label) seats.setAttribute("aria-label", label);
  if (answers && !answered && !waiting) return put(row.querySelector(".n"), "–");
  return put(row.querySelector(".n"), answers ? say("of", { n: answered, of: answered + waiting }) : say("of", { n: here, of: all }));
};

const show = () => {
  const people = document.getElementById("people");
  if (!people) return;
  const answers = people.dataset.answers === "yes";
  for (const row of people.querySelectorAll(".who tr")) showGroup(row, answers);
  const { here, answered } = count([...people.querySelectorAll(".who tr:not(.theirs) .seats > i")]);
  const head = people.querySelector("[data-here-of]");
  put(head, head.dataset.hereOf === "0" ? say("nobody") : say("here", { n: here, of: head.dataset.hereOf }));
  put(people.querySelector("[data-answered]"), answers ? say("answered", { n: answered }) : "");
  const missing = people.querySelector(".miss");
  if (missing && answers) missing.toggleAttribute("data-all", !missing.querySelector("[data-present], [data-phoneless]"));
};

const EVERY_MS = 1_000;

/** Who is typing in something, by name: that is all that is told of it. */
const showWriting = (live) => {
  const names = new Set(Object.values(live.presence.news.editing).flat());
  for (const place of document.querySelectorAll("aside [data-person]")) {
    const writes = names.has(place.dataset.name ?? place.title);
    if (writes !== "writing" in place.dataset) place.toggleAttribute("data-writing", writes);
  }
};

export const watchPeople = (live, root) => {
  setInterval(() => showWriting(live), EVERY_MS);
  new MutationObserver(show).observe(root, { subtree: true, childList: true, attributeFilter: ["data-present", "data-answer"] });
  show();
};
