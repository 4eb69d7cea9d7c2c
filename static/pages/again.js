// A list that others change: asked for again every two seconds, put in place only when it is another one, so that
// focus stays where it is.

const EVERY_MS = 2_000;

async function again(place) {
  try {
    const answer = await fetch(place.dataset.again, { cache: 'no-store' });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (html === place.dataset.shown) return;
    place.dataset.shown = html;
    const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
    place.innerHTML = html;
    if (focused) place.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    // asked again in a moment
  }
}

for (const place of document.querySelectorAll('[data-again]')) {
  setInterval(() => document.hidden || again(place), EVERY_MS);
}
