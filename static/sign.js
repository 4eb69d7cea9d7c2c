// Reading and signing: what changed, when it was read, and a signature drawn with a finger.
//
// All of it is an extra: the form is posted without a script too, and a typed name is a signature.

const SAMPLE = 3; // units of the drawing between two points: finer than this a line does not get rounder
const MOST_POINTS = 2_500; // well under what the server takes

// ---------------------------------------------------------------- what was read, remembered by this phone

const readKey = (reading, what) => `stratroom.read|${reading}|${what}`;

const noteReading = () => {
  const { reading, reads } = document.body.dataset;
  if (!reads) return;
  try {
    localStorage.setItem(readKey(reading, reads), String(Date.now()));
  } catch {
    // a phone without storage only forgets what it has read
  }
};

const showRead = (section) => {
  for (const row of section.querySelectorAll("[data-read]")) {
    const at = Number(localStorage.getItem(readKey(section.dataset.reading, row.dataset.read)));
    const end = row.querySelector("[hx-morph-skip]");
    if (at && end) end.textContent = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    row.toggleAttribute("data-done", Boolean(at));
  }
};

// ---------------------------------------------------------------- what changed

const fetched = new WeakSet();

const showChanges = async (place) => {
  if (fetched.has(place)) return;
  fetched.add(place);
  const answer = await fetch(place.dataset.from, { redirect: "error" }).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text();
  else fetched.delete(place);
};

// ---------------------------------------------------------------- drawing

class Pad {
  constructor(svg) {
    this.svg = svg;
    this.path = svg.querySelector("path");
    this.field = svg.closest("form").querySelector("[data-drawing]");
    this.clear = svg.closest("figure").querySelector("[data-draw-clear]");
    this.points = 0;
    this.last = null;
    svg.closest("figure").hidden = false;
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (this.last = null));
    this.clear.addEventListener("click", () => this.show(""));
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    const { width, height } = this.svg.viewBox.baseVal;
    const scale = Math.min(box.width / width, box.height / height);
    const left = (box.width - width * scale) / 2;
    const top = (box.height - height * scale) / 2;
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [within((event.clientX - box.left - left) / scale, width), within((event.clientY - box.top - top) / scale, height)];
  }

  down(event) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.add("M", this.at(event));
  }

  move(event) {
    if (!this.last) return;
    const [x, y] = this.at(event);
    if (Math.hypot(x - this.last[0], y - this.last[1]) >= SAMPLE) this.add("L", [x, y]);
  }

  add(how, point) {
    if (this.points >= MOST_POINTS) return;
    this.points += 1;
    this.last = point;
    this.show(`${this.field.value}${this.field.value ? " " : ""}${how}${point[0]} ${point[1]}`);
  }

  show(drawn) {
    if (!drawn) [this.points, this.last] = [0, null];
    this.field.value = drawn;
    this.path.setAttribute("d", drawn);
    this.clear.hidden = !drawn;
  }
}

const pads = new WeakMap();

// ---------------------------------------------------------------- the form comes and goes with the live page

const found = () => {
  for (const section of document.querySelectorAll(".signing[data-reading]")) showRead(section);
  for (const place of document.querySelectorAll("[data-from]")) showChanges(place);
  for (const svg of document.querySelectorAll("[data-draw]")) {
    if (!pads.has(svg)) pads.set(svg, new Pad(svg));
  }
};

const openDecline = () => {
  const box = document.getElementById("decline");
  if (!box) return;
  box.open = true;
  box.querySelector("textarea").focus();
};

document.addEventListener("click", (event) => {
  if (!event.target.closest('a[href="#decline"]')) return;
  event.preventDefault();
  openDecline();
});

// A double tap is one signature.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#sign-form, #decline form")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  found();
});

noteReading();
found();
if (location.hash === "#decline") openDecline();
// another freeze, somebody's signature: the form may have come, gone or come anew
const list = document.querySelector('[data-list="mine-now"]');
if (list) new MutationObserver(found).observe(list, { childList: true });
