// «Итоговые отметки»: setting marks in place by keys or in the card. Without this script each mark is a link to its page.
import { Refused, SignedOut } from "parta/journal/queue";
import { part, post } from "parta/journal/wire";

const NUMBERS = new Set(["2", "3", "4", "5"]);
const AGAIN = 4000; // ms between attempts without network

class FinalsSheet extends HTMLElement {
  connectedCallback() {
    this.waiting = new Map(); // op_id → edit not answered yet
    this.away = false;
    this.dialog = this.querySelector("[data-why]");
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.send());
    window.addEventListener("beforeunload", (event) => this.waiting.size && event.preventDefault());
    document.querySelectorAll("[data-send]").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
  }

  clicked(event) {
    const pick = event.target.closest("[data-pick]");
    const hint = event.target.closest("[data-hint]");
    if (pick && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.open(pick);
    } else if (hint) this.dialog.querySelector("textarea").value = hint.dataset.hint;
    else if (event.target.closest("[data-why-close]")) {
      event.preventDefault();
      this.dialog.close();
    }
  }

  pressed(event) {
    const pick = event.target.closest?.("[data-pick]");
    if (!pick || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.code.startsWith("Digit") || event.code.startsWith("Numpad") ? event.code.at(-1) : event.key;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step) this.move(pick, ...step);
    else if (NUMBERS.has(key) && this.dataset.marks.split(" ").includes(key)) this.set(pick, key);
    else if (event.key === "Delete" || event.key === "Backspace") pick.dataset.mark && this.set(pick, "");
    else return;
    event.preventDefault();
  }

  move(pick, rows, columns) {
    const row = pick.closest("tr");
    if (columns) {
      const picks = [...row.querySelectorAll("[data-pick]")];
      picks[picks.indexOf(pick) + columns]?.focus();
      return;
    }
    const same = [...this.querySelectorAll(`[data-pick][data-place="${pick.dataset.place}"]`)];
    same[same.indexOf(pick) + rows]?.focus();
  }

  find(edit) {
    return this.querySelector(`[data-pick][data-pupil="${edit.pupil}"][data-place="${edit.place}"]`);
  }

  set(pick, mark, extra = {}) {
    const { pupil, place, version } = pick.dataset;
    const edit = { op_id: crypto.randomUUID(), pupil: Number(pupil), place, mark, base_version: Number(version), ...extra };
    pick.textContent = mark || pick.dataset.proposal;
    pick.classList.add("set--saving");
    this.waiting.set(edit.op_id, edit);
    return this.send();
  }

  async send() {
    clearTimeout(this.timer);
    if (this.busy || !this.waiting.size) return;
    this.busy = true;
    const edits = [...new Map([...this.waiting.values()].map((edit) => [`${edit.pupil} ${edit.place}`, edit])).values()];
    this.say("sending", "Сохраняется…");
    try {
      const { results } = await post(this.dataset.url, { edits }, this.dataset.user, this.away);
      this.away = false;
      for (const edit of edits) this.answered(edit, results[edit.op_id]);
      this.busy = false;
      if (this.waiting.size) return this.send();
      await this.refresh();
    } catch (error) {
      this.busy = false;
      this.failed(error);
    }
  }

  answered(edit, answer) {
    for (const [number, one] of this.waiting)
      if (one.pupil === edit.pupil && one.place === edit.place && (one === edit || one.base_version <= edit.base_version)) this.waiting.delete(number);
    const pick = this.find(edit);
    pick?.classList.remove("set--saving");
    if (answer.status === "saved") return;
    const said = { conflict: `Здесь уже поставили «${answer.mark || "ничего"}». Выберите снова.` }[answer.status] ?? answer.reason;
    this.question = { edit, said };
  }

  failed(error) {
    if (error instanceof Refused) {
      this.waiting.clear();
      this.say("warn", error.message);
      return;
    }
    this.away ||= error instanceof SignedOut; // till something is sent: somebody else may sign in meanwhile
    this.say(this.away ? "key" : "offline", this.away ? "Вы вышли. Войдите в другой вкладке: отметки ждут здесь" : "Нет связи, отметки ждут отправки");
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  say(icon, text) {
    const line = document.querySelector("[data-save]");
    if (!line) return;
    for (const one of line.querySelectorAll("[data-icon]")) one.hidden = one.dataset.icon !== icon;
    line.querySelector("[data-save-text]").textContent = text;
  }

  /** The server's page anew: rows, counters, remarks. The focus stays on its mark. */
  async refresh() {
    const focused = document.activeElement?.closest?.("[data-pick]")?.dataset;
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return this.failed(new SignedOut());
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const place of ["finals-sheet tbody", ".deadline", ".legend"]) {
      const [now, fresh] = [document.querySelector(place), page.querySelector(place)];
      if (now && fresh) now.replaceWith(document.adoptNode(fresh));
    }
    if (focused) this.find(focused)?.focus();
    const time = new Date().toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
    this.say("saved", `Сохранено · ${time}`);
    const { question } = this;
    this.question = undefined;
    if (question && this.find(question.edit)) await this.open(this.find(question.edit), question);
  }

  async open(pick, question) {
    try {
      this.dialog.replaceChildren(await part(`${pick.href}&part=1`));
    } catch (error) {
      return this.failed(error);
    }
    this.dialog.querySelector("[data-why-hints]")?.removeAttribute("hidden");
    if (question) this.ask(question);
    if (!this.dialog.open) this.dialog.showModal();
    (question ? this.dialog.querySelector("textarea") : this.dialog.querySelector("input:checked"))?.focus();
  }

  ask({ edit, said }) {
    const choice = [...this.dialog.querySelectorAll("input[name=mark]")].find((one) => one.value === edit.mark);
    if (choice) choice.checked = true;
    const text = this.dialog.querySelector("textarea");
    if (edit.reason) text.value = edit.reason;
    const note = document.createElement("p");
    note.className = "notice notice--amber";
    note.setAttribute("role", "alert");
    note.textContent = `${said[0].toUpperCase()}${said.slice(1)}`;
    this.dialog.querySelector("form").before(note);
  }

  submitted(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const [, pupil, place] = /pupils\/(\d+)\/([^/]+)\//.exec(event.target.action);
    const extra = { reason: form.get("reason") };
    if (form.get("given_on")) Object.assign(extra, { given_on: form.get("given_on"), debt_document: form.get("debt_document") });
    const pick = this.find({ pupil, place });
    this.dialog.close();
    pick.focus();
    this.set(pick, form.get("mark") ?? "", extra);
  }
}

customElements.define("finals-sheet", FinalsSheet);
