// Every change of cells goes through here: one action of the person, however many cells, is one step to take back.
import { element } from "parta/journal/sheet";
import { History } from "parta/journal/history";
import { plural } from "parta/journal/status";
import { FIELDS } from "parta/journal/store";

const same = (one, other) => one.value === other.value && Object.values(FIELDS).every((name) => (one[name] || "") === (other[name] || ""));

export const cellsWord = (count) => `${count}\u00a0${plural(count, "клетка", "клетки", "клеток")}`;

export class Actions {
  constructor(bench) {
    this.bench = bench;
    this.history = new History();
    this.buttons = Object.fromEntries([...bench.querySelectorAll("[data-history]")].map((one) => [one.dataset.history, one]));
    this.buttons.undo.addEventListener("click", () => this.undo());
    this.buttons.redo.addEventListener("click", () => this.redo());
    for (const button of Object.values(this.buttons)) button.hidden = false;
    this.toast = bench.querySelector("[data-toast]");
    this.toast.addEventListener("focusout", () => this.over && this.hideToast());
  }

  /** Write [{place, change}] as one action; its step. */
  perform(changes) {
    const { store } = this.bench.exchange;
    const before = (place) => ({ ...store.current(place), version: store.saved(place).version });
    const step = changes.map(({ place }) => ({ place, before: before(place) }));
    this.bench.exchange.put(changes);
    for (const one of step) one.after = store.current(one.place);
    this.history.push(step);
    this.hideToast();
    this.show();
    return step;
  }

  settled(edit, answer) {
    this.history.settled(edit.place, edit.change.value, answer.value);
  }

  show() {
    this.buttons.undo.disabled = !this.history.done.length;
    this.buttons.redo.disabled = !this.history.undone.length;
  }

  undo(step) {
    this.moved(this.history.undo((place, content) => this.holds(place, content), step), "Отменено");
  }

  redo() {
    this.moved(this.history.redo((place, content) => this.holds(place, content)), "Повторено");
  }

  /** Whether the cell holds this by the person's own hand, or as it was before the person first wrote there. */
  holds(place, content) {
    const { exchange, sheet } = this.bench;
    const own = exchange.isOwn(place) || exchange.store.saved(place).version === content.version;
    return own && !sheet.closed(sheet.find(place)) && same(exchange.store.current(place), content);
  }

  moved(found, word) {
    if (!found) return;
    const changes = found.changes.map(({ place, from, to }) => ({ place, change: this.change(from, to) }));
    this.bench.exchange.put(changes);
    this.hideToast();
    this.show();
    this.tell(found, word);
  }

  change(from, to) {
    const change = { value: to.value };
    for (const [field, name] of Object.entries(FIELDS)) {
      if ((from[name] || "") !== (to[name] || "")) change[field] = to[name] || (field === "late_minutes" ? 0 : "");
    }
    return change;
  }

  /** Go to what moved, and say what was left alone. */
  tell({ changes, skipped }, word) {
    const { cursor, sheet } = this.bench;
    const places = changes.length ? changes.map(({ place }) => place) : skipped;
    cursor.selectAll(places.map((place) => sheet.find(place)), { focus: sheet.box.contains(document.activeElement) });
    const where = changes.length === 1 ? sheet.spoken(cursor.at) : cellsWord(changes.length);
    const done = changes.length ? `${word}: ${where}.` : "";
    const left = skipped.length ? `Не тронуто, там с тех пор другая запись или урок закрыт: ${this.names(skipped)}.` : "";
    cursor.say([done, left].filter(Boolean).join(" "));
    if (left) cursor.placeLine(left);
  }

  names(places) {
    const { sheet } = this.bench;
    const named = places.slice(0, 3).map((place) => sheet.placeName(sheet.find(place)));
    return [...named, ...(places.length > 3 ? [`и ещё ${places.length - 3}`] : [])].join("; ");
  }

  /** «Стёрто …» with a button that takes exactly this action back: 8 seconds and until the focus leaves it. */
  offer(text, step) {
    const button = element("button", "", "Вернуть");
    button.type = "button";
    button.addEventListener("click", () => this.undo(step));
    this.toast.replaceChildren(text, button);
    this.toast.hidden = false;
    this.over = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.over = true;
      if (!this.toast.contains(document.activeElement)) this.hideToast();
    }, 8000);
  }

  hideToast() {
    clearTimeout(this.timer);
    const focused = this.toast.contains(document.activeElement);
    this.toast.hidden = true;
    if (focused) this.bench.cursor.select(this.bench.cursor.at);
  }
}
