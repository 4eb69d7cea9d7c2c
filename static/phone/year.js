// The goal's months: twelve fields, kept together as one value, with those that stay where they are.

import { isDirty, saved, soil } from "../live/fields.js";

export const watchYear = (live) => {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-year]");
    if (!form) return;
    event.preventDefault();
    const { record, field } = form.dataset;
    const [months, stay] = [[...form.elements.month], [...form.elements.stay]];
    pinTyped(months, stay);
    const value = months.map((month) => month.value).join("\n");
    const pinned = stay.flatMap((box, at) => (box.checked ? [at] : []));
    const set = { do: "set", record };
    const commands = [{ ...set, field, value, read: true }, { ...set, field: "pinned", value: pinned }];
    const answer = await live.forms.say({ do: "all", commands }, form.closest("[data-sync]"));
    if (answer.type === "ack") [...months, ...stay].forEach(saved);
  });
  document.addEventListener("click", ({ target }) => {
    const split = target.closest("[data-split]");
    if (split) divide(split.form, split.dataset);
  });
};

/** A month that somebody typed stays when the others are spread again; all twelve at once are no such wish. */
const pinTyped = (months, stay) => {
  const typed = months.map(isDirty);
  if (typed.every(Boolean)) return;
  stay.forEach((box, at) => (box.checked ||= typed[at]));
};

/** Twelve parts that add up exactly: whole units, and what is left over in the last. */
const divide = (form, { split, places }) => {
  const unit = 10 ** Number(places);
  const months = [...form.elements.month];
  const part = Math.floor(Number(split) / unit / months.length);
  const last = (Number(split) - part * unit * (months.length - 1)) / unit;
  const language = document.documentElement.lang;
  months.forEach((month, at) => {
    const value = at < months.length - 1 ? part : last;
    month.value = value.toLocaleString(language, { maximumFractionDigits: Number(places) });
    soil(month);
  });
};
