// Edits to the server and answers back into the page: both queues, what each cell holds, painting what changed.
import { newId, Queue, storageOf } from "parta/journal/queue";
import { changesNothing, mergeCells, mergeLessons, partsOf, placeOf, Store } from "parta/journal/store";
import { post } from "parta/journal/wire";

export class Exchange {
  constructor(bench) {
    this.bench = bench;
    this.own = new Map(); // place → the version this page wrote last
    const { user, course, cellsUrl, lessonsUrl } = bench.dataset;
    const key = `parta:journal:${user}:${course}`;
    const complete = (place, change) => bench.reasons?.complete(place, change) ?? change;
    const shared = { newId, complete, onChange: () => this.changed() };
    this.cells = new Queue({
      ...shared,
      merge: mergeCells,
      storage: storageOf(`${key}:cells`, location.pathname),
      onSettled: (edit, answer) => this.cellSettled(edit, answer),
      send: (edits) => this.send(cellsUrl, edits, ({ place, change, base, op_id }) => {
        const [lesson, pupil] = partsOf(place);
        return { op_id, lesson, pupil, base_version: base, ...change };
      }),
    });
    this.lessons = new Queue({
      ...shared,
      merge: mergeLessons,
      storage: storageOf(`${key}:lessons`, location.pathname),
      onSettled: (edit, answer) => this.lessonSettled(edit, answer),
      send: (edits) => this.send(lessonsUrl, edits, ({ place, change, base, op_id }) => {
        return { op_id, lesson: Number(place), base_version: base, ...change };
      }),
    });
    this.store = new Store(this.cells, (place) => bench.sheet.read(place));
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  async send(url, edits, wire) {
    const { user, period } = this.bench.dataset;
    const signedOut = this.cells.state === "signedout" || this.lessons.state === "signedout";
    const answer = await post(url, { edits: edits.map(wire), period }, user, signedOut);
    for (const [lesson, cells] of Object.entries(answer.cells ?? {})) {
      for (const [pupil, view] of Object.entries(cells)) this.accept(placeOf(lesson, pupil), view);
    }
    this.bench.sheet?.tell(answer);
    return answer.results;
  }

  retry() {
    this.cells.flush();
    this.lessons.flush();
  }

  /** Somebody has signed in over the page: send what waits. Whether it was the page's own user. */
  async again() {
    await this.cells.flush();
    await this.lessons.flush();
    return this.cells.state !== "signedout" && this.lessons.state !== "signedout";
  }

  /** Write [{place, change}] in cells. */
  put(changes) {
    this.store.putAll(changes.filter((one) => !this.forgotten(one)));
    for (const { place } of changes) this.paint(place);
  }

  /** What the server hasn't taken is forgotten when it is typed or taken back to what is saved. */
  forgotten({ place, change }) {
    const held = this.cells.held.get(place);
    const back = held && held.kind !== "clash" && changesNothing({ ...held.change, ...change }, this.store.saved(place));
    if (back) this.cells.answer(place, false);
    return back;
  }

  /** Whether the last to write in the cell was this page; what it typed and the server hasn't taken is its own too. */
  isOwn(place) {
    const held = this.cells.held.get(place);
    if (held) return held.kind !== "clash";
    return this.cells.pending(place) !== null || this.own.get(place) === this.store.saved(place).version;
  }

  accept(place, view) {
    this.store.accept(place, view);
    this.paint(place);
  }

  cellSettled(edit, answer) {
    const { actions, cursor, panel, questions, saving } = this.bench;
    if (answer.status === "saved") {
      saving.saved();
      this.own.set(edit.place, answer.version);
      this.store.accept(edit.place, answer);
      actions?.settled(edit, answer);
    }
    if (answer.status === "conflict") this.store.accept(edit.place, answer);
    if (answer.status === "rejected") cursor.say(`Не сохранилось. ${answer.reason}`);
    if (answer.warnings) cursor.placeLine(answer.warnings.join(" "));
    this.paint(edit.place);
    if (answer.status !== "saved") queueMicrotask(() => questions?.next("clash"));
    if (edit.place.startsWith(`${panel.lesson}:`)) panel.refresh();
  }

  lessonSettled(edit, answer) {
    const { cursor, panel, saving } = this.bench;
    if (answer.status === "saved") saving.saved();
    if (answer.status === "rejected") cursor.say(`Не сохранилось. ${answer.reason}`);
    panel.settled(edit, answer);
  }

  changed() {
    const waits = ["offline", "signedout", "outside"].includes(this.cells.state);
    if (waits !== this.waits) for (const { place } of this.cells.edits) this.paint(place);
    this.waits = waits;
    this.bench.saving?.show();
    this.bench.reasons?.show();
  }

  paint(place) {
    const { sheet } = this.bench;
    if (!sheet?.find(place)) return;
    const reason = this.cells.held.get(place)?.reason ?? "";
    sheet.paint(place, this.store.saved(place), this.store.current(place), this.store.status(place), reason);
  }
}
