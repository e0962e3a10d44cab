// Copy, cut, paste. The events of the browser carry the tables, so no permission is asked and any layout works.
import { cellsWord } from "parta/journal/actions";
import { land } from "parta/journal/ranges";
import { element } from "parta/journal/sheet";
import { formatHtml, formatTable, parseTable, read } from "parta/journal/tables";

export class Clipboard {
  constructor(bench) {
    this.bench = bench;
    document.addEventListener("copy", (event) => this.here(event) && this.copy(event));
    if (!bench.writable) return;
    document.addEventListener("cut", (event) => this.here(event) && this.cut(event));
    document.addEventListener("paste", (event) => this.here(event) && this.paste(event));
  }

  /** Whether the grid is meant, not a text field, a dialog or words selected with the mouse. */
  here({ target }) {
    const node = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    return Boolean(this.bench.sheet && (node === document.body || this.bench.sheet.where(node.closest?.("td"))) && getSelection().isCollapsed);
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
    const { cells, outside } = land(parseTable(text), cursor.box, sheet.shown, sheet.size.cols);
    const judged = cells.map((cell) => this.judge(cell));
    const wrong = judged.filter(({ problem }) => problem);
    if (wrong.length || outside) return this.list(wrong, outside);
    const changes = judged.filter(({ change }) => change);
    if (changes.length) actions.perform(changes);
    this.select(cells);
    return cursor.say(`Вставлено: ${cellsWord(changes.length)}.`);
  }

  /** {place, change?} of a pasted text, or {at, text, problem}. */
  judge({ row, col, text }) {
    const { dataset, exchange, sheet } = this.bench;
    const at = { row, col };
    const { value, problem } = read(text, { marks: dataset.marks, today: sheet.heads[col].dataset.when === "today" });
    if (problem) return { at, text, problem };
    const place = sheet.place(row, col);
    if (value === exchange.store.current(place).value) return { place };
    const closed = sheet.closed(at);
    return closed ? { at, text: text.trim() || "пусто", problem: closed } : { place, change: { value } };
  }

  /** What was pasted stays selected. */
  select(cells) {
    const { cursor } = this.bench;
    cursor.select({ row: cells[0].row, col: cells[0].col });
    if (cells.length > 1) cursor.extend({ row: cells.at(-1).row, col: cells.at(-1).col });
  }

  list(wrong, outside) {
    const { sheet } = this.bench;
    const dialog = this.bench.querySelector("[data-refused]");
    const lines = wrong.map(({ at, text, problem }) => {
      return element("li", "", element("strong", "", sheet.placeName(at)), `: «${text.slice(0, 40)}» — ${problem}`);
    });
    if (outside) lines.push(element("li", "", `Не поместилось в журнал: ${cellsWord(outside)}.`));
    dialog.querySelector("ol").replaceChildren(...lines);
    dialog.showModal();
  }
}
