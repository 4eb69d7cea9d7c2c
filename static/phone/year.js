// The goal's months: twelve fields, kept together as one value.

import { clean, soil } from "../live/fields.js";

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
    if (answer.type === "ack") months.forEach(clean);
  });
  document.addEventListener("click", ({ target }) => {
    const split = target.closest("[data-split]");
    if (split) divide(split.form ?? split.closest("form"), split.dataset.split);
  });
};

/** Twelve parts that add up exactly: what is left over goes into the last. */
const divide = (form, written) => {
  const total = Number(written.replace(/\D+\d{1,2}$/, "").replace(/\D/g, "")); // whole units; cents are nobody's plan
  const months = [...form.elements.month];
  const part = Math.floor(total / months.length);
  months.forEach((month, at) => {
    month.value = String(at < months.length - 1 ? part : total - part * (months.length - 1));
    soil(month);
  });
};
