// The menu of a lesson's column: its works, and everybody present or away at once. Shift+F10, the right button on the
// head, «⋯» in the panel.
import { cellsWord } from "parta/journal/actions";
import { away, present } from "parta/journal/entry";
import { placeAt } from "parta/journal/floats";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class ColumnMenu {
  constructor(bench) {
    this.bench = bench;
    this.box = bench.querySelector("[data-column-menu]");
    this.col = 0;
    bench.addEventListener("contextmenu", (event) => this.asked(event));
    bench.addEventListener("click", (event) => this.clicked(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusout", (event) => this.box.contains(event.relatedTarget) || this.hide());
  }

  asked(event) {
    const head = event.target.closest("th[data-lesson]");
    if (head) this.open(this.bench.sheet.heads.indexOf(head), head);
    if (head || !this.box.hidden) event.preventDefault(); // the key that opened it asks for the browser's menu too
  }

  clicked(event) {
    const { panel, sheet } = this.bench;
    const button = event.target.closest("[data-column-open]");
    const item = event.target.closest("[data-column]");
    if (button) this.open(sheet?.colOf.get(panel.lesson), button);
    else if (item) this.choose(item.dataset.column);
  }

  get items() {
    return [...this.box.querySelectorAll("button:not([hidden])")];
  }

  open(col, anchor) {
    const { sheet, writer } = this.bench;
    if (col === undefined) return;
    writer.close();
    this.col = col;
    const { locked, spoken } = sheet.heads[col].dataset;
    this.box.setAttribute("aria-label", `Урок ${spoken}`);
    this.box.querySelector("[data-column-title]").textContent = spoken;
    for (const name of ["present", "away"]) this.box.querySelector(`[data-column=${name}]`).hidden = Boolean(locked);
    this.box.hidden = false;
    placeAt(this.box, anchor);
    this.items[0].focus();
  }

  hide() {
    this.box.hidden = true;
  }

  leave() {
    this.hide();
    this.bench.cursor.select(this.bench.cursor.at);
  }

  key(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") this.leave();
    else if (STEPS[event.key]) items[(at + STEPS[event.key] + items.length) % items.length].focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(what) {
    const { lesson } = this.bench.sheet.heads[this.col].dataset;
    this.hide();
    if (what === "present") this.write(present, "Все присутствовали");
    else if (what === "away") this.write(away, "Никого не было");
    else this.showWorks(lesson, what === "add");
  }

  async showWorks(lesson, add) {
    await this.bench.openLesson(lesson);
    const { root } = this.bench.panel;
    const more = add && root.querySelector(".more-work:not([data-new-task])");
    if (more) more.open = true;
    (more || root).querySelector("[data-work]")?.focus();
  }

  /** The same for the whole column, filtered rows too: one action, taken back as one. */
  write(valueOf, word) {
    const { actions, cursor, exchange, sheet } = this.bench;
    cursor.select({ row: cursor.at.row, col: this.col });
    const changes = [];
    for (let row = 0; row < sheet.rows.length; row += 1) {
      const place = sheet.place(row, this.col);
      const value = sheet.closed({ row, col: this.col }) ? null : valueOf(exchange.store.current(place).value);
      if (value !== null) changes.push({ place, change: { value } });
    }
    if (!changes.length) return cursor.say(`${word}: менять нечего.`);
    const step = actions.perform(changes);
    actions.offer(`${word}: ${cellsWord(step.length)}`, step);
    return cursor.say(`${word}: ${cellsWord(step.length)}. Вернуть: Ctrl+Z.`);
  }
}
