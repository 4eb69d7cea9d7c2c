// Text that was refused stays on the screen, with the reason and a way to copy it or to put it back.

export class RefusalPanel {
  constructor(binding, words) {
    this.binding = binding;
    this.words = words;
    this.element = null;
  }

  /** Shows or removes the panel; puts it back where a morph took it away. */
  refresh() {
    const { refusal } = this.binding.document;
    if (!refusal) return this.remove();
    if (this.refusal !== refusal) this.remove();
    this.refusal = refusal;
    this.element ??= this.build(refusal);
    if (!this.element.isConnected) this.binding.element.after(this.element);
    return null;
  }

  remove() {
    this.element?.remove();
    this.element = null;
    this.refusal = null;
  }

  build({ text, message }) {
    const panel = make("div", "refused-text", { role: "alert", "data-testid": "refused-text" });
    const reason = make("p", "refused-text__reason");
    reason.textContent = message;
    const kept = make("textarea", "refused-text__kept", { readonly: "", rows: "3", "aria-label": this.words("text.kept") });
    kept.value = text;
    panel.append(reason, kept, this.button("text.put_back", "put-back", () => this.putBack()));
    panel.append(this.button("text.copy", "copy-refused", (event) => this.copy(kept, event.currentTarget)));
    panel.append(this.button("text.dismiss", "dismiss-refused", () => this.binding.document.dismiss()));
    return panel;
  }

  button(word, testid, act) {
    const button = make("button", "refused-text__do", { type: "button", "data-testid": testid });
    button.textContent = this.words(word);
    button.addEventListener("click", act);
    return button;
  }

  putBack() {
    this.binding.document.putBack();
    this.binding.element.focus();
  }

  // The clipboard's own interface does not exist on plain http; copying what is selected does.
  copy(kept, button) {
    kept.select();
    if (kept.ownerDocument.execCommand("copy")) button.textContent = this.words("text.copied");
  }
}

function make(tag, name, attributes = {}) {
  const element = document.createElement(tag);
  element.className = name;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
