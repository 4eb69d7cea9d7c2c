// What a board shows, measured: run in the page, returns what is wrong and what can be read.
() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, style, .sr, .lost") || !shown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) if (rect.width > 1) texts.push({ parent, node, words: node.data.trim(), rect });
  }
  const wrong = [];
  for (const { parent, words, rect } of texts) {
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 1.5 * rem - 0.01) wrong.push(`small ${size}: ${words}`);
    const cut = parent.closest(".short"); // shortened on purpose, with an ellipsis
    if (!cut && (rect.left < 0 || rect.right > innerWidth + 1)) wrong.push(`beside the screen: ${words}`);
    if (rect.top < 0 || rect.bottom > innerHeight) wrong.push(`below the screen: ${words}`);
  }
  // Letters, not line boxes: those of large type reach into each other by design.
  const letters = texts.map(({ parent, node, words, rect }) => {
    const box = (parent.closest(".short") ?? parent).getBoundingClientRect();
    const right = parent.closest(".short") ? Math.min(rect.right, box.right) : rect.right;
    return { node, words, left: rect.left + 1, right: right - 1, top: rect.top + rect.height * 0.3, bottom: rect.bottom - rect.height * 0.3 };
  });
  letters.forEach((one, at) => {
    for (const other of letters.slice(at + 1)) {
      const apart =
        one.node === other.node || // its own lines
        one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      if (!apart) wrong.push(`on top of each other: ${one.words} / ${other.words}`);
    }
  });
  const number = (element) => (element && shown(element) ? Number((element.textContent.match(/\d+/) ?? ["0"])[0]) : 0);
  const visible = (root, selector) => [...root.querySelectorAll(selector)].filter(shown);
  const actionsOf = (root) => {
    if (visible(root, ".act").length) return visible(root, ".act").length;
    if (visible(root, ".mk").length) return visible(root, ".mk").length;
    return number(visible(root, ".count")[0]);
  };
  const branch = document.querySelector(".branch");
  const said = (root, selector) => visible(root, selector)[0]?.textContent.match(/\d+/g)?.map(Number) ?? [];
  const counted = (factor) => [...said(factor, ".rest"), ...said(factor, "h2 .run")];
  const factors = visible(document, ".csf").map((factor) => ({
    words: factor.querySelector("h2").textContent.trim(),
    conditions: visible(factor, ".nc").length || counted(factor)[0],
    actions: visible(factor, ".mk").length || counted(factor)[1],
  }));
  return {
    wrong,
    fold: document.querySelector(".plan").dataset.fold,
    factors,
    factorsLeft: number(document.querySelector(".factors > .more")),
    conditions: visible(branch, ".cond").map((one) => ({ work: one.matches(".work"), actions: actionsOf(one) })),
    conditionsLeft: number(branch.querySelector('.more[data-of=".cond:not(.work)"]')),
    actionsLeft: number(branch.querySelector('.more[data-of=".cond.work .act"]')),
  };
}
