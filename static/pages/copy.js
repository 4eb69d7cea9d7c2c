// Copies a link. Plain HTTP has no clipboard to write to, but a selected field can be copied.

for (const button of document.querySelectorAll('[data-copies]')) {
  const field = document.getElementById(button.dataset.copies);
  button.addEventListener('click', () => {
    field.focus();
    field.select();
    if (document.execCommand('copy')) button.textContent = button.dataset.done;
  });
}
