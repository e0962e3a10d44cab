// Copy, cut, paste. The events of the browser carry the tables, so no permission is asked and any layout works.
import { cellsWord } from "parta/journal/actions";
import { exemptRefusal } from "parta/journal/entry";
import { land } from "parta/journal/ranges";
import { element } from "parta/journal/sheet";
import { formatHtml, formatTable, parseTable, read } from "parta/journal/tables";

const MOST_LINES = 50; // of the list of wrong values

export class Clipboard {
  constructor(bench) {
    this.bench = bench;
    document.addEventListener("copy", (event) => this.here && this.copy(event));
    if (!bench.writable) return;
    document.addEventListener("cut", (event) => this.here && this.cut(event));
    document.addEventListener("paste", (event) => this.here && this.paste(event));
  }

  /** Whether the grid is meant, not a text field, a dialog or words selected with the mouse. */
  get here() {
    const { activeElement, body } = document;
    if (!this.bench.sheet || (activeElement === body && !getSelection().isCollapsed)) return false;
    return activeElement === body || Boolean(this.bench.sheet.where(activeElement.closest("td")));
  }

  copy(event) {
    const { cursor, exchange, sheet } = this.bench;
    const rows = new Map();
    for (const { row, col } of cursor.cells) {
      const { value } = exchange.store.current(sheet.place(row, col));
      rows.set(row, [...(rows.get(row) ?? []), value]);
    }
    const table = [...rows.values()];
    event.clipboardData.setData("text/plain", formatTable(table));
    event.clipboardData.setData("text/html", formatHtml(table));
    event.preventDefault();
    cursor.say(`Скопировано: ${cellsWord(cursor.cells.length)}.`);
  }

  cut(event) {
    this.copy(event);
    this.bench.block.erase();
  }

  /** All or nothing: with one wrong value nothing is pasted, and a card lists what is wrong and where. */
  paste(event) {
    const { actions, cursor, sheet } = this.bench;
    const text = event.clipboardData.getData("text/plain");
    event.preventDefault();
    if (!text.trim()) return cursor.say("В буфере обмена нет текста.");
    const { cells, outside } = land(parseTable(text), cursor.box, sheet.shown, sheet.shownCols);
    const judged = cells.map((cell) => this.judge(cell));
    const wrong = judged.filter(({ problem }) => problem);
    if (wrong.length || outside) return this.list(wrong, outside);
    const changes = judged.filter(({ change }) => change);
    if (changes.length) actions.perform(changes);
    cursor.selectAll(cells);
    return cursor.say(`Вставлено: ${cellsWord(changes.length)}.`);
  }

  /** {place, change?} of a pasted text, or {at, text, problem}. */
  judge({ row, col, text }) {
    const { dataset, exchange, sheet } = this.bench;
    const at = { row, col };
    const place = sheet.place(row, col);
    const there = exchange.store.current(place).value;
    if (text.trim() === there) return { place };
    const { value, problem } = read(text, { marks: dataset.marks, today: sheet.heads[col].dataset.when === "today" });
    if (problem) return { at, text, problem };
    if (value === there) return { place };
    const closed = sheet.closed(at) || exemptRefusal(there, value);
    return closed ? { at, text: text.trim() || "пусто", problem: closed } : { place, change: { value } };
  }

  list(wrong, outside) {
    const { sheet } = this.bench;
    const dialog = this.bench.querySelector("[data-refused]");
    const lines = wrong.slice(0, MOST_LINES).map(({ at, text, problem }) => {
      return element("li", "", element("strong", "", sheet.placeName(at)), `: «${text.slice(0, 40)}» — ${problem}`);
    });
    if (wrong.length > MOST_LINES) lines.push(element("li", "", `И ещё ${cellsWord(wrong.length - MOST_LINES)}.`));
    if (outside) lines.push(element("li", "", `Не поместилось в журнал: ${cellsWord(outside)}.`));
    dialog.querySelector("ul").replaceChildren(...lines);
    dialog.showModal();
  }
}
