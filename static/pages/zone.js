// The time zone of this device comes first in the list of zones, and is taken where nothing was chosen yet: whoever makes a
// plan mostly sits in the country where the day is held.

for (const list of document.querySelectorAll('select[data-zone]')) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone) continue;
  const known = [...list.options].find((option) => option.value === timeZone);
  const here = new Option(known?.textContent ?? timeZone.split('/').pop().replaceAll('_', ' '), timeZone);
  const group = document.createElement('optgroup');
  group.label = list.dataset.here;
  group.append(here);
  const chosen = list.value;
  list.prepend(group);
  if (list.dataset.zone === 'take' || chosen === timeZone) here.selected = true;
}
