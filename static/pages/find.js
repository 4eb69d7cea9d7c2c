// "Find your name": narrows the list as one types, without case and accents, and opens those who came in already.

const find = document.getElementById('find');
const nobody = document.getElementById('nobody');
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function narrow() {
  const wanted = fold(find.value).split(' ').filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll('[data-group]')) {
    let inGroup = 0;
    for (const line of group.querySelectorAll('[data-name]')) {
      const words = fold(line.dataset.name).split(' ');
      const fits = wanted.every((part) => words.some((word) => word.startsWith(part)));
      line.hidden = !fits;
      if (fits) inGroup += 1;
    }
    const came = group.querySelector('[data-came]');
    if (came) {
      const left = came.querySelectorAll('[data-name]:not([hidden])').length;
      came.hidden = left === 0;
      came.open = wanted.length > 0 && left > 0;
    }
    group.hidden = inGroup === 0;
    found += inGroup;
  }
  nobody.hidden = found > 0;
}

if (find) {
  find.addEventListener('input', narrow);
  if (find.value) narrow();
}
