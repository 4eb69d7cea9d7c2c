// Tables at one press: they are made as one, then everybody gets the seat that was dealt to them.
//
//   <button data-make-tables='[["A Preferred supplier", "<record or empty>", ["<person>", …]], …]' data-step="…">

import { newId } from "../live/ids.js";

export const watchTables = (live) => {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-make-tables]");
    if (!button) return;
    const { step } = button.dataset;
    const tables = JSON.parse(button.dataset.makeTables).map(([name, about, people]) => ({ id: newId(), name, about, people }));
    const made = ({ id, name, about }) => ({ do: "add", record: id, kind: "table", fields: { name, step, ...(about && { about }) } });
    const seats = Object.fromEntries(tables.flatMap(({ id, people }) => people.map((person) => [person, id])));
    live.forms.say({ do: "all", commands: tables.map(made) }, button.closest("[data-sync]"));
    if (Object.keys(seats).length) live.forms.say({ do: "room", name: "seat", value: seats }, button.closest("[data-sync]"));
  });
};
