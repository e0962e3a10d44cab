// Writing in a whole block of selected cells: fill, fill down, erase. Closed cells in it are left alone, and that is said.
import { cellsWord } from "parta/journal/actions";
import { exemptRefusal, shown } from "parta/journal/entry";

export class Block {
  constructor(bench) {
    this.bench = bench;
  }

  /** Give each open cell the value that `valueOf(value, at)` makes; the step of it. `note`: what to say besides. */
  fill(valueOf, note = "") {
    const { actions, cursor, writer } = this.bench;
    const open = cursor.cells.filter((at) => !this.closed(at, valueOf));
    writer.close();
    if (!open.length) {
      writer.refuse(this.closed(cursor.at, valueOf) || this.closed(cursor.cells[0], valueOf));
      return [];
    }
    const changes = open.map((at) => this.change(at, valueOf)).filter(Boolean);
    const step = changes.length ? actions.perform(changes) : [];
    const closed = cursor.cells.length - open.length;
    this.tell(step, [closed ? `Закрытые не тронуты: ${closed}.` : "", note].filter(Boolean).join(" "));
    return step;
  }

  /** Why nothing of this can be written in the cell; empty when it can. */
  closed(at, valueOf) {
    const { exchange, sheet } = this.bench;
    const { value } = exchange.store.current(sheet.place(at.row, at.col));
    return sheet.closed(at) || exemptRefusal(value, valueOf(value, at));
  }

  change(at, valueOf) {
    const { cells, store } = this.bench.exchange;
    const place = this.bench.sheet.place(at.row, at.col);
    const { value } = store.current(place);
    const wanted = valueOf(value, at);
    return wanted === value && !cells.held.has(place) ? null : { place, change: { value: wanted } };
  }

  tell(step, note) {
    const { cursor } = this.bench;
    const texts = new Set(step.map(({ after }) => shown(after.value) || "пусто"));
    const what = texts.size === 1 ? `${[...texts][0]}: ` : "";
    cursor.say(`${what}${cellsWord(step.length)}. ${note}`.trim());
    cursor.placeLine(note);
  }

  /** Ctrl+D: what stands in the top row, in all rows below; of a single row: what stands above it. */
  fillDown() {
    const { cursor, exchange, sheet } = this.bench;
    const { top, bottom } = cursor.box;
    const from = top === bottom ? sheet.shown[sheet.shown.indexOf(top) - 1] : top;
    if (from === undefined) return;
    this.fill((_, { col }) => exchange.store.current(sheet.place(from, col)).value);
  }

  erase() {
    const { actions, cursor, sheet } = this.bench;
    const step = this.fill(() => "");
    if (!step.length) return;
    const [{ place, before }] = step;
    const what = step.length === 1 ? `${shown(before.value)} · ${sheet.placeName(sheet.find(place))}` : cellsWord(step.length);
    actions.offer(`Стёрто: ${what}`, step);
    cursor.say(`Стёрто: ${what}. Вернуть: Ctrl+Z.`);
  }
}
