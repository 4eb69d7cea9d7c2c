// The agenda, changed on the run-sheet itself: a step is dragged by its handle or moved with the arrow keys, and goes behind
// another one. The server decides whether it may stand there, and says why not; everything else about a step is a form.

import { say } from "./words.js";

const rows = () => [...document.querySelectorAll('[data-list="run-rows"] > [data-step]')];

/** What a dragged step would come behind, at this height: a row, or null for the very first place. */
const behind = (y, own) => {
  const above = rows().filter((row) => row !== own && row.getBoundingClientRect().top + row.firstElementChild.offsetHeight / 2 < y);
  return above.at(-1) ?? null;
};

class Drag {
  constructor(grip, tell) {
    this.grip = grip;
    this.row = grip.closest("[data-step]");
    this.tell = tell;
    this.row.setAttribute("data-dragged", "");
  }

  move({ clientY }) {
    this.unmark();
    this.after = behind(clientY, this.row);
    (this.after ?? rows().find((row) => row !== this.row))?.setAttribute(this.after ? "data-drop-below" : "data-drop-above", "");
  }

  end() {
    this.unmark();
    this.row.removeAttribute("data-dragged");
    const before = rows()[rows().indexOf(this.row) - 1] ?? null;
    if (this.after === undefined || this.after === before) return;
    this.tell({ do: "agenda", change: "move", step: this.row.dataset.step, after: this.after?.dataset.step ?? null }, this.row);
  }

  unmark() {
    for (const row of rows()) for (const name of ["data-drop-below", "data-drop-above"]) row.removeAttribute(name);
  }
}

export const watchAgenda = (live) => {
  let drag = null;

  const told = (words) => {
    const place = document.getElementById("agenda-said");
    place.hidden = !words;
    place.textContent = words;
  };

  const tell = async (body, row) => {
    const answer = await live.command(body);
    told(answer.type === "refused" ? say("refused", { why: answer.message }) : "");
    if (answer.type !== "refused" && row.isConnected) document.getElementById("aloud").textContent = say("moved", { what: row.querySelector(".nm").firstChild.textContent });
  };

  const change = (on) => {
    document.body.toggleAttribute("data-agenda", on);
    document.querySelector("[data-agenda][aria-pressed]")?.setAttribute("aria-pressed", String(on));
    // On a phone the run-sheet comes to the top of the page.
    if (matchMedia("(max-width: 900px)").matches) document.querySelector(".sheet").scrollIntoView();
  };

  document.addEventListener("click", ({ target }) => {
    if (target.closest("button[data-agenda]")) change(!document.body.hasAttribute("data-agenda"));
  });
  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    const body = grip?.dataset[{ ArrowUp: "up", ArrowDown: "down" }[event.key]];
    if (!grip || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (body) tell(JSON.parse(body), grip.closest("[data-step]"));
  });
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || event.button) return;
    drag = new Drag(grip, tell);
    grip.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => drag?.move(event));
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      const ended = drag;
      drag = null;
      if (name === "pointerup") ended?.end();
      else ended?.unmark();
    });
  }
};
