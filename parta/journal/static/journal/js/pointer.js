// The mouse and the finger. A block of cells is selected by dragging the mouse, or with Shift and a click.
export class Pointer {
  constructor(bench) {
    this.bench = bench;
    this.from = null; // where the button went down
    this.dragged = false;
    bench.addEventListener("click", (event) => this.click(event));
    bench.sheet?.box.addEventListener("mousedown", (event) => this.down(event));
    bench.sheet?.box.addEventListener("mouseover", (event) => this.over(event));
    // The click that ends dragging comes right after this.
    document.addEventListener("mouseup", () => setTimeout(() => (this.dragged = false)));
  }

  down(event) {
    this.from = event.button === 0 ? this.bench.sheet.where(event.target.closest("td")) : null;
    if (this.from) event.preventDefault(); // or the browser selects the text of the cells
  }

  over(event) {
    const { cursor, sheet, writer } = this.bench;
    const to = this.from && event.buttons === 1 && sheet.where(event.target.closest("td"));
    if (!to || (!this.dragged && to.row === this.from.row && to.col === this.from.col)) return;
    if (!this.dragged) {
      writer?.close();
      cursor.select(this.from);
      this.dragged = true;
    }
    cursor.extend(to);
  }

  click(event) {
    const { target } = event;
    if (this.dragged) return undefined;
    const link = target.closest("a[data-lesson], .lesson-head");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return this.bench.openLesson(link.dataset.lesson ?? link.closest("th").dataset.lesson);
    }
    if (target.closest("[data-print]")) return print();
    if (target.closest("[data-keys-open]")) return this.bench.querySelector("[data-keys]").showModal();
    return this.clickCell(target, event.shiftKey);
  }

  clickCell(target, shift) {
    const { cursor, exchange, questions, sheet, writer } = this.bench;
    const at = sheet?.where(target.closest("td"));
    if (!at) return target.closest(".palette, .pop-card") || writer?.close();
    if (shift) {
      writer?.close();
      return cursor.extend(at);
    }
    cursor.select(at);
    const held = exchange.cells.held.get(cursor.place);
    if (held && questions) return questions.show(held);
    return writer?.openPalette();
  }
}
