// The words that the console's scripts say, in its reader's language: <script type="application/json" id="console-words">.

const own = JSON.parse(document.getElementById("console-words")?.textContent || "{}");

export const say = (code, values = {}) => (own[code] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
