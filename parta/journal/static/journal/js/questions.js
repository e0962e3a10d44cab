// Questions about edits that didn't go in: one card at a time, the earliest first.
import { AskCard } from "parta/journal/cards";
import { partsOf } from "parta/journal/store";

export class Questions {
  constructor(bench) {
    this.bench = bench;
    this.card = new AskCard(bench.querySelector("[data-ask]"), {
      answer: (place, keep) => this.answer(place, keep),
      leave: () => bench.sheet?.at && bench.cursor.select(bench.sheet.at),
    });
  }

  /** Open the question of the earliest conflict, unless one is open or a text is being typed. */
  next(kind) {
    const { exchange, panel, sheet, writer } = this.bench;
    if (this.card.open || !writer.note.box.hidden || panel.root.contains(document.activeElement)) return;
    const [held] = exchange.cells.of(kind).filter(({ place }) => sheet.find(place));
    if (held) this.show(held);
  }

  explain(kind) {
    const { exchange, panel, reasons, sheet } = this.bench;
    if (kind === "reason") return reasons.focus();
    const held = [...exchange.cells.of(kind), ...exchange.lessons.of(kind)][0];
    if (!held) return undefined;
    if (!held.place.includes(":")) return panel.enter(held.place);
    return sheet?.find(held.place) ? this.show(held) : location.assign(`?lesson=${partsOf(held.place)[0]}`);
  }

  show({ place, kind, theirs, reason }) {
    const { cursor, exchange, reasons, sheet, writer } = this.bench;
    const at = sheet.find(place);
    writer.close();
    if (kind === "reason") return reasons.focus();
    const td = cursor.select(at, { focus: false });
    const mine = exchange.store.current(place);
    const where = sheet.spoken(at).replace(/:[^:]*$/, "");
    return kind === "clash" ? this.card.clash(td, place, where, mine, theirs) : this.card.refused(td, place, reason, mine);
  }

  answer(place, keep) {
    const { exchange } = this.bench;
    exchange.cells.answer(place, keep);
    exchange.paint(place);
    this.next("clash");
  }
}
