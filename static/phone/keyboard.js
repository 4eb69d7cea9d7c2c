// While the keyboard is up the tabs make room, and the act bar stands on the keyboard.
//
// Android gives the page less height (interactive-widget=resizes-content); iOS only moves the visual viewport, so the bar is
// lifted by what the keyboard covers.

const KEYBOARD = 160; // px that no toolbar takes

export const watchKeyboard = () => {
  const view = globalThis.visualViewport;
  if (!view || !matchMedia("(pointer: coarse)").matches) return;
  const foot = document.querySelector(".p-foot");
  let width = innerWidth;
  let tallest = innerHeight;
  const look = () => {
    if (innerWidth !== width) [width, tallest] = [innerWidth, 0];
    tallest = Math.max(tallest, innerHeight);
    const covered = innerHeight - view.height - view.offsetTop;
    const zoomed = view.scale > 1.01;
    document.body.toggleAttribute("data-keyboard", !zoomed && tallest - view.height > KEYBOARD);
    foot.style.transform = !zoomed && covered > 1 ? `translateY(${-covered}px)` : "";
  };
  view.addEventListener("resize", look);
  view.addEventListener("scroll", look);
};
