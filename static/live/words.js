// The words that a page brings for its states, in its reader's language: <script type="application/json" id="words">.
// English here only so that a page without them still says something.

const ENGLISH = {
  "sync.saved": "Saved",
  "sync.pending": "Saving…",
  "sync.offline": "No connection. Kept on this device.",
  "sync.refused": "Not taken",
  "sync.stopped": "This page is not connected any more. Load it again.",
  "sync.too_large": "This is too much at once.",
  "live.out": "This screen is not in the room any more.",
  "live.again": "Load it again",
  "kept.gone": "This is not on your screen any more. What you typed is kept here.",
  "kept.step": "That step is over. What you typed is kept here.",
  "kept.send": "Send it",
  "text.kept": "Your text",
  "text.copy": "Copy",
  "text.copied": "Copied",
  "text.dismiss": "Drop it",
  "editing.one": "{names} is editing",
  "editing.many": "{names} are editing",
  "deadline.left": "{time}",
  "deadline.over": "+{time}",
};

let brought;

const own = () => {
  brought ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  return brought;
};

export const words = (code, values = {}) =>
  (own()[code] ?? ENGLISH[code] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export const allWords = () => own();
