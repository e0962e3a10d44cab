// The diary is complete without this: it closes mark cards, opens a phone on today, and prints.
const cards = () => document.querySelectorAll("details.mark-more[open]");

document.addEventListener("click", (event) => {
  for (const card of cards()) {
    if (!card.contains(event.target)) card.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const card of cards()) {
    const inside = card.contains(document.activeElement);
    card.open = false;
    if (inside) card.querySelector("summary").focus();
  }
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const today = document.querySelector(".day--today");
if (today && !location.hash && matchMedia("(max-width: 48rem)").matches) {
  const covered = 48 + document.querySelector(".daystrip").offsetHeight; // the top bar and the strip of days
  scrollTo(0, today.offsetTop - covered);
}
