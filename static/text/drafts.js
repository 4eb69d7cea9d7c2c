// What was typed and is not acknowledged yet, kept where a reload, a locked phone or a killed browser leave it alone.
//
// Every page life writes under a name of its own, so two tabs never overwrite each other. A page takes over the
// drafts of all earlier lives, or of other tabs: sending the same update twice does no harm, losing one does.

import { newId } from "./bytes.js";

const DAYS = 14;

export class Drafts {
  /** @param scope plan and person: what one types is not the next one's on the same phone */
  constructor(storage, scope) {
    this.storage = storage;
    this.prefix = `stratroom.text|${scope}|`;
    this.life = newId();
  }

  /** draft: {record, field, value, and either seed and update or base} */
  keep(draft) {
    this.write(this.name(draft.record, draft.field, this.life), { ...draft, at: Date.now() });
  }

  drop(record, field) {
    this.remove(this.name(record, field, this.life));
  }

  /** Takes over what other lives left of this field, oldest first; `own` writes it under this life's name. */
  adopt(record, field, own) {
    const others = this.all().filter(
      ([name, draft]) => draft.record === record && draft.field === field && !name.endsWith(this.life),
    );
    if (!others.length) return;
    own(others.map(([, draft]) => draft));
    for (const [name] of others) this.remove(name);
  }

  /** Fields of which something waits: [{record, field}]. */
  waiting() {
    return this.all().map(([, { record, field }]) => ({ record, field }));
  }

  keepRefusal(record, field, refusal) {
    this.write(`${this.prefix}refused|${record}|${field}`, { ...refusal, at: Date.now() });
  }

  refusal(record, field) {
    return this.read(`${this.prefix}refused|${record}|${field}`);
  }

  dropRefusal(record, field) {
    this.remove(`${this.prefix}refused|${record}|${field}`);
  }

  name(record, field, life) {
    return `${this.prefix}draft|${record}|${field}|${life}`;
  }

  all() {
    const found = [];
    const old = Date.now() - DAYS * 86_400_000;
    for (const name of this.names()) {
      const draft = this.read(name);
      if (!draft || draft.at < old) this.remove(name);
      else found.push([name, draft]);
    }
    return found.sort(([, a], [, b]) => a.at - b.at);
  }

  names() {
    try {
      return Object.keys(this.storage).filter((name) => name.startsWith(`${this.prefix}draft|`));
    } catch {
      return [];
    }
  }

  // Storage may be full or forbidden. Then the text lives in the page alone, which the outbox still sends.
  read(name) {
    try {
      return JSON.parse(this.storage.getItem(name));
    } catch {
      return null;
    }
  }

  write(name, value) {
    try {
      this.storage.setItem(name, JSON.stringify(value));
    } catch {}
  }

  remove(name) {
    try {
      this.storage.removeItem(name);
    } catch {}
  }
}
