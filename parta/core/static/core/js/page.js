// On every page: the theme button without a reload, the own menu that closes, a password that can be seen.
const THEMES = ["", "light", "dark"];
const TITLES = { "": "как в системе", light: "светлая", dark: "тёмная" };

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const theme = button.value;
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", theme);
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  button.value = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  button.title = `Тема: ${TITLES[theme]}`;
  button.setAttribute("aria-label", button.title);
  await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const peek = event.target.closest("[data-peek]");
  if (peek) {
    const input = peek.parentElement.querySelector("input");
    input.type = input.type === "password" ? "text" : "password";
    peek.setAttribute("aria-pressed", String(input.type === "text"));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
