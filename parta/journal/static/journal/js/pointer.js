// The mouse and the finger.
export class Pointer {
  constructor(bench) {
    this.bench = bench;
    bench.addEventListener("click", (event) => this.click(event));
  }

  click(event) {
    const { target } = event;
    const link = target.closest("a[data-lesson], .lesson-head");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return this.bench.openLesson(link.dataset.lesson ?? link.closest("th").dataset.lesson);
    }
    if (target.closest("[data-print]")) return print();
    if (target.closest("[data-keys-open]")) return this.bench.querySelector("[data-keys]").showModal();
    return this.clickCell(target);
  }

  clickCell(target) {
    const { cursor, exchange, questions, sheet, writer } = this.bench;
    const at = sheet?.where(target.closest("td"));
    if (!at) return target.closest(".palette, .pop-card") || writer?.close();
    cursor.select(at);
    const held = exchange.cells.held.get(cursor.place);
    if (held && questions) return questions.show(held);
    return writer?.openPalette();
  }
}
