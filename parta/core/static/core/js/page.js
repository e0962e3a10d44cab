// On every page: the theme button without a reload, the own menu that closes, a password that can be seen, edits of a
// journal that have not been sent, Ctrl + K to search.
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

/** Where edits of this person wait in this browser (journal/queue.js): the addresses of their pages. */
function unsent() {
  const own = `parta:journal:${document.body.dataset.user}:`;
  const kept = Object.entries(localStorage).filter(([key]) => key.startsWith(own));
  return [...new Set(kept.map(([, value]) => JSON.parse(value).url))];
}

// Signing out clears what this browser keeps of the school (computers are shared), so it asks before anything is lost.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]") || !unsent().length) return;
  const question = "Не все изменения журнала ушли на сервер, а выход удалит их с этого компьютера. Откройте журнал и дождитесь «Сохранено». Выйти и потерять их?";
  if (!confirm(question)) event.preventDefault();
});

const waiting = document.querySelector("main.page") ? unsent()[0] : undefined;
if (waiting && waiting !== location.pathname) {
  const notice = document.createElement("p");
  const link = document.createElement("a");
  notice.className = "notice notice--amber page__message";
  link.href = waiting;
  link.textContent = "Откройте журнал, чтобы отправить их.";
  notice.append("Не все изменения журнала ушли на сервер. ", link);
  document.querySelector("main.page").prepend(notice);
}

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

// The journal's table has no Ctrl + K of its own; by the place of the key, so that it works in the Russian layout too.
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const field = document.querySelector("main [data-find]") ?? document.querySelector("[data-find]");
  if (!field) return;
  event.preventDefault();
  if (field.offsetParent) field.select();
  else location.assign(field.form.action);
});
