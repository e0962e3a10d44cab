// The keyboard: which part of the workbench a key speaks to. What a key means is in entry.js and navigation.js.
import { commandOf } from "parta/journal/entry";
import { meaningOf } from "parta/journal/navigation";

export class Keys {
  constructor(bench) {
    this.bench = bench;
    bench.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => event.target === document.body && this.key(event));
  }

  key(event) {
    const { panel, sheet } = this.bench;
    if (!sheet) return;
    const inGrid = event.target === document.body || sheet.where(event.target.closest("td"));
    const inPanel = panel.root.contains(event.target);
    if (event.key === "F6") return this.region(event, inGrid, inPanel);
    if (event.key === "Escape" && inPanel) return this.leavePanel(event);
    if (inGrid && !sheet.rows[sheet.at.row].hidden && (this.typed(event) || this.moved(event))) event.preventDefault();
  }

  typed(event) {
    const { writer } = this.bench;
    const command = writer && commandOf(event, writer.slashes);
    if (!command) return false;
    writer.obey(command);
    return true;
  }

  moved(event) {
    const { sheet } = this.bench;
    const filled = (row, col) => sheet.isFilled(sheet.fromView({ row, col }));
    const meaning = meaningOf(event, sheet.inView(sheet.at), sheet.size, filled);
    return Boolean(meaning && this.does({ ...meaning, to: meaning.to && sheet.fromView(meaning.to) }));
  }

  does({ type, to }) {
    const { actions, block, cursor, sheet, writer } = this.bench;
    if (type === "move" || type === "extend") {
      writer?.close();
      if (type === "move") cursor.select(to);
      else cursor.extend(to);
    } else if (type === "today") cursor.select({ row: cursor.at.row, col: sheet.shownCols[sheet.size.today] });
    else if (type === "panel") this.bench.openLesson(cursor.lesson);
    else if (type === "keys") this.bench.querySelector("[data-keys]").showModal();
    else if (type === "escape") writer ? writer.close(true) : cursor.select(cursor.at);
    else if (!writer) return false;
    else if (type === "palette") this.openCell();
    else if (type === "comment") writer.obey({ type: "note" });
    else if (type === "column") this.bench.column.open(cursor.at.col, sheet.cell(cursor.at.row, cursor.at.col));
    else if (type === "down") block.fillDown();
    else if (type === "undo") actions.undo();
    else if (type === "redo") actions.redo();
    return true;
  }

  openCell() {
    const { cursor, exchange, questions, writer } = this.bench;
    const held = exchange.cells.held.get(cursor.place);
    if (held) questions.show(held);
    else writer.openPalette({ focus: true });
  }

  leavePanel(event) {
    const { cursor, panel } = this.bench;
    event.preventDefault();
    panel.commit();
    panel.toggle(false);
    cursor.select(cursor.at);
  }

  /** F6: bar → grid → panel → bar; with Shift the other way round. */
  region(event, inGrid, inPanel) {
    const { cursor } = this.bench;
    const bar = () => this.bench.querySelector(".workbench__bar :is(select, a, button:not(:disabled))").focus();
    const grid = () => cursor.select(cursor.at);
    const panel = () => this.bench.openLesson(cursor.lesson);
    event.preventDefault();
    if (inGrid) return event.shiftKey ? bar() : panel();
    if (inPanel) return event.shiftKey ? grid() : bar();
    return event.shiftKey ? panel() : grid();
  }
}
