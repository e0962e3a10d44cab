// Writing in the selected cell: by key, with the palette, a comment. A block of cells is block.js's.
import { NoteCard } from "parta/journal/cards";
import { apply, exemptRefusal, markRefusal, shown } from "parta/journal/entry";
import { isPhone } from "parta/journal/floats";
import { step } from "parta/journal/navigation";
import { Palette } from "parta/journal/palette";

const ILL_NOTE = "О болезни записывает классный руководитель: здесь будет «н».";

export class Writer {
  constructor(bench) {
    this.bench = bench;
    this.slashes = 0;
    const { cursor, sheet } = bench;
    this.palette = new Palette(bench.querySelector("[data-palette]"), bench, (command) => this.obey(command, true));
    const write = (change) => this.write(change, cursor.at);
    this.note = new NoteCard(bench.querySelector("[data-note-card]"), { write, leave: () => sheet?.at && cursor.select(sheet.at) });
    sheet?.box.addEventListener("scroll", () => this.palette.open && !isPhone() && this.palette.hide());
  }

  /** The selection moved: a «/» pressed before doesn't count any more. */
  forget() {
    this.slashes = 0;
    this.palette.press(false);
  }

  write(change, at) {
    const { actions, sheet } = this.bench;
    return actions.perform([{ place: sheet.place(at.row, at.col), change }]);
  }

  /** An entry command for the selected cell; `byHand`: from the palette. */
  obey(command, byHand = false) {
    const { cursor, sheet } = this.bench;
    if (command.type === "close") return this.close(true);
    if (command.type === "undo") return this.undo();
    const many = cursor.cells.length > 1 && command.type !== "note";
    const closed = many ? "" : sheet.closed(cursor.at);
    if (closed) return this.refuse(closed);
    if (command.type === "note") return this.openNote();
    if (command.type === "slash") return this.slash();
    if (command.type === "erase") return this.erase(byHand);
    const misfit = command.type === "mark" && markRefusal(command.value, this.bench.dataset.marks);
    if (misfit) return this.refuse(misfit);
    return many ? this.fill(command) : this.enter(command, byHand);
  }

  /** From the phone's keyboard: it stays open where the change was. */
  undo() {
    this.bench.actions.undo();
    this.openPalette();
  }

  erase(byHand) {
    this.bench.block.erase();
    if (byHand && isPhone()) this.openPalette();
  }

  fill(command) {
    const entry = { index: this.slashes, ...command };
    this.forget();
    this.bench.block.fill((value) => apply(value, entry), command.value === "б" ? ILL_NOTE : "");
  }

  enter(command, byHand) {
    const { cursor, exchange } = this.bench;
    const { at, place } = cursor;
    const before = exchange.store.current(place).value;
    const value = apply(before, { index: this.slashes, ...command });
    const ill = command.value === "б" && value === "б" && before !== "б";
    const exempt = exemptRefusal(before, value);
    this.slashes = 0;
    if (exempt) return this.refuse(exempt);
    if (value !== before || exchange.cells.held.has(place)) this.write({ value }, at);
    cursor.say(ill ? ILL_NOTE : shown(value) || "пусто");
    return this.afterEntry(command, at, byHand, ill ? ILL_NOTE : "");
  }

  afterEntry(command, at, byHand, note) {
    const { cursor, sheet } = this.bench;
    const stays = command.stay || (note && !byHand);
    const keepsOpen = byHand && isPhone();
    if (!keepsOpen) this.close();
    const view = sheet.inView(at);
    cursor.select(stays || view.row === sheet.size.rows - 1 ? at : sheet.fromView(step(view, sheet.size)));
    if (keepsOpen) this.openPalette();
    if (note) cursor.placeLine(note);
  }

  slash() {
    this.slashes += 1;
    this.palette.press(true);
    this.bench.cursor.placeLine("вторая отметка: какая?");
  }

  refuse(reason) {
    const { cursor } = this.bench;
    this.close();
    cursor.select(cursor.at);
    cursor.placeLine(reason);
    cursor.say(reason);
  }

  openPalette(options = {}) {
    const { cursor, exchange, sheet } = this.bench;
    const { at, title } = cursor;
    const closed = sheet.closed(at);
    if (closed) return this.refuse(closed);
    const td = sheet.cell(at.row, at.col);
    this.palette.show(td, title, title, exchange.store.current(cursor.place).value, options);
    if (isPhone()) td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  openNote() {
    const { cursor, exchange, sheet } = this.bench;
    this.close();
    this.note.show(sheet.cell(cursor.at.row, cursor.at.col), cursor.title, exchange.store.current(cursor.place), exchange.store.saved(cursor.place).spoken);
  }

  /** `back`: the focus returns to the cell. */
  close(back = false) {
    this.palette.hide();
    if (back) this.bench.cursor.select(this.bench.cursor.at);
  }
}
