// The selected cell or block of cells: where it is, and the words about it below the grid and for the ears.
import { cellsOf, rectangle } from "parta/journal/ranges";
import { element } from "parta/journal/sheet";

export class Cursor {
  constructor(bench) {
    this.bench = bench;
    this.anchor = null; // the other corner of a block
  }

  get at() {
    return this.bench.sheet.at;
  }

  /** «lesson:pupil» of the selected cell. */
  get place() {
    return this.bench.sheet.place(this.at.row, this.at.col);
  }

  get lesson() {
    return this.bench.sheet.heads[this.at.col].dataset.lesson;
  }

  /** The rectangle of the selection, one cell as a rule. */
  get box() {
    return rectangle(this.anchor ?? this.at, this.at);
  }

  /** The selected cells in shown rows and columns. */
  get cells() {
    return cellsOf(this.box, this.bench.sheet.shown, this.bench.sheet.shownCols);
  }

  /** The cell to begin with: the first pupil at the lesson of the panel. */
  begin() {
    const { exchange, panel, sheet } = this.bench;
    sheet.select({ row: 0, col: sheet.colOf.get(panel.lesson) ?? sheet.size.today }, { focus: false });
    sheet.reveal();
    for (const edit of [...exchange.cells.edits, ...exchange.cells.held.values()]) exchange.paint(edit.place);
    this.placeLine();
  }

  select(at, options) {
    this.anchor = null;
    return this.moved(at, options);
  }

  /** Stretch the block to a cell; the corner it began at stays. */
  extend(to) {
    this.anchor ??= this.at;
    this.moved(to);
    const { top, left, bottom, right } = this.box;
    this.say(`Выделено ${bottom - top + 1} × ${right - left + 1}.`);
  }

  /** Select the smallest block with all these cells. */
  selectAll(cells, options) {
    const [rows, cols] = [cells.map(({ row }) => row), cells.map(({ col }) => col)];
    this.anchor = cells.length > 1 ? { row: Math.max(...rows), col: Math.max(...cols) } : null;
    return this.moved({ row: Math.min(...rows), col: Math.min(...cols) }, options);
  }

  moved(at, options) {
    this.bench.writer?.forget();
    const td = this.bench.sheet.select(at, options);
    this.bench.sheet.showRange(this.anchor ? this.cells : []);
    this.placeLine();
    this.bench.panel.follow(this.lesson);
    this.followPast();
    return td;
  }

  panelShown(lesson) {
    const { period } = this.bench.dataset;
    this.bench.saving.show();
    this.followPast();
    history.replaceState(null, "", `?period=${period}&lesson=${lesson}`);
  }

  /** The panel's history is that of the selected cell, while the panel shows its lesson. */
  followPast() {
    const { past, panel, sheet } = this.bench;
    if (panel.lesson === this.lesson) past.follow(sheet.rows[this.at.row].dataset.pupil, sheet.name(this.at.row));
  }

  /** «Зайцева Мария, 18 мая, СР»: the title of what floats over the cell. */
  get title() {
    const { sheet } = this.bench;
    const head = sheet.heads[this.at.col];
    const kinds = [...head.querySelectorAll(".kind")].map((kind) => kind.textContent).join(", ");
    return [sheet.name(this.at.row), head.dataset.spoken.split(",")[0], kinds].filter(Boolean).join(", ");
  }

  placeLine(note = "") {
    const { sheet } = this.bench;
    const name = element("strong", "", sheet.name(this.at.row));
    const place = ` · ${sheet.heads[this.at.col].dataset.spoken}`;
    const noted = note ? [" · ", element("span", "is-amber", note)] : [];
    this.bench.querySelector("[data-place]").replaceChildren(name, place, ...noted);
  }

  say(text) {
    this.bench.querySelector("[data-said]").textContent = text;
  }
}
