// The line of state in all its places, and the bar above the grid while nothing can be sent.
import { element } from "parta/journal/sheet";
import { bar, total, words } from "parta/journal/status";

export class Saving {
  /** `explain(kind)`: the person asks about what is held: "clash" or "failed". `retry()`: send now; `signIn()`: ask to sign in. */
  constructor(workbench, { cells, lessons, explain, retry, say, signIn }) {
    Object.assign(this, { workbench, cells, lessons, explain, say, savedAt: null, said: "" });
    this.bar = workbench.querySelector("[data-bar]");
    this.bar?.querySelector("[data-bar-retry]").addEventListener("click", retry);
    this.bar?.querySelector("[data-bar-login]").addEventListener("click", signIn);
  }

  saved() {
    this.savedAt = new Date();
  }

  show() {
    const state = total(this.cells, this.lessons, this.savedAt);
    const line = words(state);
    const key = JSON.stringify(line);
    for (const box of this.workbench.querySelectorAll("[data-save]")) {
      if (box.dataset.key !== key) this.fill(box, line, key);
    }
    this.showBar(state);
  }

  fill(box, line, key) {
    box.dataset.key = key;
    box.classList.remove("save--ok", "save--offline", "save--failed");
    if (line.kind) box.classList.add(`save--${line.kind}`);
    // Icons are shown, not made: without network a new one has no picture.
    for (const svg of box.querySelectorAll("[data-icon]")) svg.toggleAttribute("hidden", svg.dataset.icon !== line.icon);
    const text = box.querySelector("[data-save-text]");
    text.replaceChildren(line.text);
    if (!line.why) return;
    const button = element("button", "save__why", line.action);
    button.type = "button";
    button.addEventListener("click", () => this.explain(line.why));
    text.append(" ", button);
  }

  showBar(state) {
    if (!this.bar) return;
    const text = bar(state);
    if (this.said && !text && state.state === "idle") this.say("Сеть вернулась. Все изменения отправлены.");
    if (text && this.said !== text.strong) this.say(`${text.strong} ${text.text}`);
    this.said = text?.strong ?? (state.state === "idle" ? "" : this.said);
    this.bar.hidden = !text;
    if (!text) return;
    const out = state.state === "signedout";
    this.bar.querySelector("strong").textContent = text.strong;
    this.bar.querySelector("[data-bar-text]").textContent = text.text;
    this.bar.querySelector("[data-bar-login]").hidden = !out;
    this.bar.querySelector("[data-bar-retry] span").textContent = out ? "Уже вошли? Отправить" : "Проверить сеть";
  }
}
