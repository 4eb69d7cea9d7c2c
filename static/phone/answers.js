// My answers in a review: pressed where the server says so, and at once where I press.

export const watchAnswers = (live) => {
  const show = () => {
    for (const line of document.querySelectorAll(".rv")) press(line, line.querySelector("[data-my-mark]")?.dataset.myMark);
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-answer]");
    if (!button) return;
    const line = button.closest(".rv");
    const { answer } = button.dataset;
    press(line, answer);
    line.toggleAttribute("data-open", answer !== "agree");
    const { record } = line.dataset;
    const asked = { id: live.forms.ports.id(), do: "add", kind: "mark", parent: record, fields: { value: answer } };
    live.forms.say(asked, line).then((said) => said.type === "ack" || show());
  });
  live.on("applied", show);
  show();
};

const press = (line, answer) => {
  for (const button of line.querySelectorAll("[data-answer]")) {
    button.setAttribute("aria-pressed", String(button.dataset.answer === answer));
  }
};
