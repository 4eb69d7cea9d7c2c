// Differences between texts as one span [at, gone, added] in UTF-16 units, and what they do to carets.
//
// No span ever begins or ends inside a surrogate pair: half a pair in a Yjs document makes the copies diverge.

const isHigh = (code) => code >= 0xd800 && code <= 0xdbff;
const isLow = (code) => code >= 0xdc00 && code <= 0xdfff;

/**
 * The span that leads from `before` to `after`. `caret` is where the typist's caret stands in `after`: behind it
 * nothing was typed, which tells which of several equal letters is the new one.
 */
export function difference(before, after, caret = after.length) {
  const most = Math.min(before.length, after.length);
  let end = 0;
  const behind = Math.min(most, Math.max(0, after.length - caret));
  while (end < behind && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  let at = 0;
  while (at < most - end && before[at] === after[at]) at++;
  while (end < most - at && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (at && isHigh(before.charCodeAt(at - 1))) at--;
  if (end && isLow(before.charCodeAt(before.length - end))) end--;
  return [at, before.length - at - end, after.slice(at, after.length - end)];
}

/** `mine`, made on a text, as it reads after `theirs` was made on the same text. */
export function rebase([at, gone, added], theirs) {
  const start = moved(at, theirs);
  return [start, Math.max(0, moved(at + gone, theirs) - start), added];
}

/** Where a position goes when somebody else makes the span: text typed right at a caret stays behind it. */
export function moved(position, [at, gone, added]) {
  if (position <= at) return position;
  return position >= at + gone ? position - gone + added.length : at;
}

/** The same for a Yjs delta: [{retain}|{insert}|{delete}, …]. */
export function movedBy(position, delta) {
  let at = 0;
  for (const part of delta) {
    if (part.retain) at += part.retain;
    else if (part.delete) position = moved(position, [at, part.delete, ""]);
    else {
      position = moved(position, [at, 0, part.insert]);
      at += part.insert.length;
    }
  }
  return position;
}

/** Half a pair is on its way: some keyboards send an emoji in two steps. */
export function hasLoneSurrogate(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLow(code)) return true;
    if (isHigh(code) && !isLow(text.charCodeAt(++i))) return true;
  }
  return false;
}

// What slides and terminals leave in the clipboard; the server refuses it.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** `text` as the server takes it. */
export function clean(text, lines) {
  const whole = Array.from(text, (char) => (char.length === 1 && hasLoneSurrogate(char) ? "\ufffd" : char)).join("");
  const broken = whole.replace(/\r\n?|\u000b|\u000c/g, "\n");
  return (lines ? broken : broken.replace(/\n/g, " ")).replace(CONTROL, "");
}
