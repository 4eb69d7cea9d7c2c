// A page that waits goes on by itself: asks every two seconds where to go, until there is somewhere to go.
// A network that is away for a moment changes nothing; a phone that wakes asks at once.

const EVERY_MS = 2_000;
const waiting = document.querySelector('[data-asks]');

async function ask() {
  try {
    const answer = await fetch(waiting.dataset.asks, { headers: { accept: 'application/json' }, cache: 'no-store' });
    if (!answer.ok) return;
    const { go } = await answer.json();
    if (go) location.replace(go);
  } catch {
    // asked again in a moment
  }
}

if (waiting) {
  setInterval(ask, EVERY_MS);
  document.addEventListener('visibilitychange', () => document.hidden || ask());
}
