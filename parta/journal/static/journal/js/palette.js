// The palette of marks: a card under the cell, the bottom keyboard on a phone. It says commands of entry.js.
import { parse } from "parta/journal/entry";
import { isPhone, placeAt } from "parta/journal/floats";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -4, ArrowDown: 4 };

export class Palette {
  /** `say(command)`: an entry command, or {type: "note" | "close"}. */
  constructor(box, workbench, say) {
    Object.assign(this, { box, workbench, say });
    this.buttons = [...box.querySelectorAll("button")].filter((button) => !button.closest(".palette__place"));
    this.second = box.querySelector("[data-do=second]");
    box.addEventListener("click", (event) => this.click(event.target.closest("button")));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  get open() {
    return !this.box.hidden;
  }

  /** Over a cell. `focus`: move into the palette, for the keyboard. */
  show(td, title, place, value, { focus = false } = {}) {
    const { absence, marks } = parse(value);
    this.box.setAttribute("aria-label", `Отметка: ${title}`);
    this.box.querySelector("[data-palette-place]").textContent = place;
    for (const button of this.buttons) {
      if (button.dataset.mark) button.setAttribute("aria-pressed", String(button.dataset.mark === String(marks[0])));
      if (button.dataset.absence) button.setAttribute("aria-pressed", String(button.dataset.absence === absence));
    }
    this.press(false);
    this.box.hidden = false;
    if (isPhone()) this.makeRoom();
    else placeAt(this.box, td);
    if (focus) (this.box.querySelector("[aria-pressed=true]") ?? this.buttons[0]).focus();
  }

  /** The grid above the phone's keyboard stays in sight. */
  makeRoom() {
    const covered = this.workbench.getBoundingClientRect().bottom - this.box.getBoundingClientRect().top;
    this.workbench.style.setProperty("--covered", `${Math.max(0, covered)}px`);
    this.workbench.classList.add("workbench--keys");
  }

  hide() {
    this.box.hidden = true;
    this.workbench.classList.remove("workbench--keys");
  }

  press(on) {
    this.second?.setAttribute("aria-pressed", String(on));
  }

  click(button) {
    if (!button) return;
    const { mark, absence } = button.dataset;
    if (mark) this.say({ type: "mark", value: Number(mark) || mark });
    else if (absence) this.say({ type: "absence", value: absence });
    else this.say({ type: button.dataset.do === "second" ? "slash" : button.dataset.do });
  }

  key(event) {
    const at = this.buttons.indexOf(document.activeElement);
    const step = STEPS[event.key];
    if (event.key === "Escape" || event.key === "Tab") {
      this.say({ type: "close" });
      if (event.key === "Escape") event.preventDefault();
    } else if (step && at >= 0) {
      this.buttons[Math.max(0, Math.min(this.buttons.length - 1, at + step))].focus();
      event.preventDefault();
    } else {
      return;
    }
    event.stopPropagation();
  }
}
