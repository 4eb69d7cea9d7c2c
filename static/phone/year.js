// The goal's months: twelve fields, kept together as one value.

import { saved, soil } from "../live/fields.js";

export const watchYear = (live) => {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-year]");
    if (!form) return;
    event.preventDefault();
    const { record, field } = form.dataset;
    const months = [...form.elements.month];
    const value = months.map((month) => month.value).join("\n");
    const container = form.closest("[data-sync]");
    const asked = { id: live.forms.ports.id(), do: "set", record, field, value, read: true };
    const answer = await live.forms.say(asked, container);
    if (answer.type === "ack") months.forEach(saved);
  });
  document.addEventListener("click", ({ target }) => {
    const split = target.closest("[data-split]");
    if (split) divide(split.form, split.dataset);
  });
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
