// A long step says that it is going on; a second press does nothing. Without this the pages work all the same.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  const state = form.querySelector("[data-busy-state]");
  state.textContent = form.dataset.busy;
});

// Back to a page that the browser has kept: nothing is going on any more.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[aria-busy="true"]')) {
    form.removeAttribute("aria-busy");
    form.querySelector("[data-busy-state]").textContent = "";
  }
});
