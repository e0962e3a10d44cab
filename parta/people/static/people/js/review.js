// «Сверка анкет» by keys. Everything is a link or a button that works without this module; Enter presses the one with
// the focus. Letters go by their place, so that the layout of the keyboard doesn't matter.
const KEYS = { ArrowRight: "next", ArrowDown: "next", ArrowLeft: "previous", ArrowUp: "previous", KeyD: "right", KeyB: "change" };

document.addEventListener("keydown", (event) => {
  const name = KEYS[event.code];
  if (!name || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, details")) return;
  const place = document.querySelector(`[data-${name}]`);
  if (!place) return;
  event.preventDefault();
  place.click();
});

document.querySelector(".review__list [aria-current]")?.scrollIntoView({ block: "nearest" });
