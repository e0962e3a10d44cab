// Why a lesson is changed so late: asked once, in a bar above the grid, while typing goes on. The answer goes with
// every edit of that lesson until the page is left.
const lessonOf = (place) => place.split(":")[0];

export class Reasons {
  constructor(bench) {
    this.bench = bench;
    this.given = new Map(); // lesson → reason
    this.lesson = "";
    this.bar = bench.querySelector("[data-reason]");
    this.field = this.bar.querySelector("input");
    this.bar.addEventListener("submit", (event) => {
      event.preventDefault();
      this.give(this.field.value.trim());
    });
    this.bar.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.leave();
    });
    this.bar.querySelector("[data-reason-drop]").addEventListener("click", () => this.drop());
  }

  /** The change with the reason given for its lesson before. */
  complete(place, change) {
    const reason = this.given.get(lessonOf(place));
    return reason ? { ...change, reason } : change;
  }

  get held() {
    const { cells, lessons } = this.bench.exchange;
    return [cells, lessons].flatMap((queue) => queue.of("reason").map((one) => ({ queue, ...one })));
  }

  /** Ask about the earliest lesson that waits for a reason; hide the bar when none does. */
  show() {
    const [first] = this.held;
    const lesson = first ? lessonOf(first.place) : "";
    if (lesson === this.lesson) return;
    this.lesson = lesson;
    this.bar.hidden = !first;
    this.field.value = "";
    if (!first) return;
    const text = [this.day(lesson), first.reason].filter(Boolean).join(". ");
    this.bar.querySelector("label").textContent = text;
    this.bench.cursor.say(text);
  }

  /** «16 ноября»; empty for a lesson outside the shown period. */
  day(lesson) {
    const { sheet } = this.bench;
    return sheet?.heads[sheet.colOf.get(lesson)]?.dataset.spoken.split(",")[0] ?? "";
  }

  focus() {
    this.show();
    this.field.focus();
  }

  give(reason) {
    const { lesson } = this;
    this.given.set(lesson, reason);
    this.leave();
    for (const { queue, place } of this.of(lesson)) queue.answer(place, true);
  }

  drop() {
    const { exchange, panel } = this.bench;
    const dropped = this.of(this.lesson);
    this.leave();
    for (const { queue, place } of dropped) {
      queue.answer(place, false);
      exchange.paint(place);
      if (place === panel.lesson) panel.replace(place);
    }
  }

  of(lesson) {
    return this.held.filter(({ place }) => lessonOf(place) === lesson);
  }

  leave() {
    const { cursor, sheet } = this.bench;
    if (sheet?.at) cursor.select(sheet.at);
  }
}
