// One key for what a facilitator does without looking: a button with data-key is pressed by that key, outside of fields and
// without Ctrl, Alt or Cmd. They can be switched off: somebody who dictates, or leans on the keyboard, must not change the day.

import { say } from "./words.js";

const OFF = "stratroom.keys";
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";

const isOff = () => localStorage.getItem(OFF) === "off";

const press = (key) => {
  const button = document.querySelector(`button[data-key="${CSS.escape(key)}"]:not(:disabled)`);
  if (!button?.checkVisibility({ visibilityProperty: true })) return false;
  button.click();
  return true;
};

const show = () => {
  document.documentElement.toggleAttribute("data-keys-off", isOff());
  for (const button of document.querySelectorAll("button[data-keys]")) {
    button.setAttribute("aria-pressed", String(!isOff()));
    button.textContent = say(isOff() ? "keys.off" : "keys.on");
  }
};

/** @param other what takes a key that no button has; true where it did */
export const watchKeys = (other) => {
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (isOff() || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (ctrlKey || altKey || metaKey || key.length !== 1 || target.closest?.(FIELDS)) return;
    if (press(key.toLowerCase()) || other(key.toLowerCase())) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("button[data-keys]")) return;
    localStorage.setItem(OFF, isOff() ? "on" : "off");
    show();
  });
  show();
};
