// The card «Кого спросить»: for how many lessons, and who they are; choosing one goes to the pupil's cell of today.
import { LEAST, whoToAsk } from "parta/journal/asking";
import { placeAt } from "parta/journal/floats";
import { element } from "parta/journal/sheet";
import { plural } from "parta/journal/status";

const MOST_NAMED = 10;

const lessonsWord = (count) => `${count}\u00a0${plural(count, "урок", "урока", "уроков")}`;

export class WhoCard {
  constructor(bench, box, opener) {
    Object.assign(this, { bench, box, opener });
    this.least = box.querySelector("[data-who-least]");
    this.least.value = LEAST;
    this.least.addEventListener("input", () => this.list());
    box.addEventListener("click", (event) => this.chosen(event.target.closest("button")));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  open() {
    this.list();
    this.box.hidden = false;
    placeAt(this.box, this.opener);
    (this.box.querySelector("ol button") ?? this.least).focus();
  }

  list() {
    const found = whoToAsk(this.values(), Number(this.least.value) || LEAST).slice(0, MOST_NAMED);
    const lines = found.map(({ row, lessons }) => {
      const name = element("button", "btn btn--quiet", this.bench.sheet.name(row), element("small", "", lessonsWord(lessons)));
      Object.assign(name, { type: "button" }).dataset.row = row;
      return element("li", "", name);
    });
    this.box.querySelector("ol").replaceChildren(...lines);
    this.box.querySelector("[data-who-none]").hidden = lines.length > 0;
  }

  /** Values of each pupil's cells at the lessons held so far. */
  values() {
    const { exchange, sheet } = this.bench;
    const held = sheet.heads.flatMap(({ dataset }, col) => (dataset.when === "future" || "cancelled" in dataset ? [] : [col]));
    const value = (row, col) => (sheet.cell(row, col).classList.contains("shut") ? null : exchange.store.current(sheet.place(row, col)).value);
    return sheet.rows.map((_, row) => held.map((col) => value(row, col)));
  }

  chosen(button) {
    if (!button) return;
    const { cursor, filters, sheet } = this.bench;
    this.box.hidden = true;
    if (button.dataset.row === undefined) return this.opener.focus();
    filters.clear();
    return cursor.select({ row: Number(button.dataset.row), col: sheet.size.today });
  }

  key(event) {
    const buttons = [...this.box.querySelectorAll("button")];
    const step = event.target === this.least ? 0 : { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      this.box.hidden = true;
      this.opener.focus();
    } else if (step) buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
