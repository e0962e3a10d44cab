// Cards over a cell: the note (comment, minutes of lateness) and the question about an edit that didn't go in.
import { LATE, parse, shown } from "parta/journal/entry";
import { placeAt } from "parta/journal/floats";

export class NoteCard {
  /** `write(change)` with {comment, late_minutes?, uncounted?}; `leave()` gives the focus back. */
  constructor(box, { write, leave }) {
    Object.assign(this, { box, leave });
    this.note = box.querySelector("textarea");
    this.minutes = box.querySelector("#minutes");
    this.leftOut = box.querySelector("#left-out");
    this.why = box.querySelector("#left-out-why");
    this.leftOut?.addEventListener("change", () => this.askWhy(true));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      const change = { comment: this.note.value.trim() };
      if (this.late) change.late_minutes = Number(this.minutes.value) || 0;
      if (this.marked) change.uncounted = this.leftOut.checked ? this.why.value.trim() : "";
      this.hide();
      write(change);
    });
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.hide();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.requestSubmit();
    });
    box.querySelector("[data-do=close-note]").addEventListener("click", () => this.hide());
  }

  /** `spoken`: what else is known of the cell, «сдано 20 ноября». */
  show(td, place, { value, comment, uncounted, minutes }, spoken) {
    const { absence, marks } = parse(value);
    this.late = absence === LATE;
    this.marked = Boolean(this.leftOut && marks.length);
    this.showLeftOut(uncounted);
    this.box.querySelector("[data-note-facts]").textContent = spoken;
    this.box.querySelector("[data-note-place]").textContent = place;
    this.box.querySelector("[data-minutes-field]").hidden = !this.late;
    this.note.value = comment;
    this.minutes.value = minutes ?? "";
    this.box.hidden = false;
    placeAt(this.box, td);
    this.note.focus();
  }

  showLeftOut(uncounted) {
    if (!this.leftOut) return;
    this.box.querySelector("[data-left-out]").hidden = !this.marked;
    this.leftOut.checked = Boolean(uncounted);
    this.why.value = uncounted;
    this.askWhy(false);
  }

  askWhy(focus) {
    const { checked } = this.leftOut;
    this.why.required = checked && this.marked;
    this.why.parentElement.hidden = !checked;
    if (focus && checked) this.why.focus();
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.leave();
  }
}

/** Whether both leave the marks uncounted for the same reason, or count them. */
const counted = (one, other) => (one.uncounted || "") === (other.uncounted || "");

/** How the buttons of a question name a cell's content. */
export function named({ value, comment, uncounted }, other) {
  const text = shown(value);
  if (shown(other.value) !== text) return text || "пустую клетку";
  if (!counted({ uncounted }, other)) return uncounted ? `«не учитывать: ${uncounted}»` : "«учитывать в среднем»";
  return comment ? `комментарий «${comment.length > 40 ? `${comment.slice(0, 39)}…` : comment}»` : "без комментария";
}

/** «мою 5», «моё «н»», «пустую клетку» */
function own(mine, theirs, ours) {
  if (shown(mine.value) === shown(theirs.value)) return mine.comment && counted(mine, theirs) ? `мой ${ours}` : ours;
  if (!mine.value) return ours;
  return /^[2-5•]/.test(ours) ? `мою ${ours}` : `моё «${ours}»`;
}

export class AskCard {
  /** `answer(place, keep)`; `leave()` gives the focus back. */
  constructor(box, { answer, leave }) {
    Object.assign(this, { box, leave });
    this.keep = box.querySelector("[data-ask-keep]");
    this.drop = box.querySelector("[data-ask-drop]");
    this.place = "";
    const decide = (keep) => {
      const { place } = this;
      this.hide();
      answer(place, keep);
    };
    this.keep.addEventListener("click", () => decide(true));
    this.drop.addEventListener("click", () => decide(false));
    box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.hide();
    });
  }

  get open() {
    return !this.box.hidden;
  }

  /** Two people wrote in one cell: both values, who and when, and a button for either. */
  clash(td, place, where, mine, theirs) {
    const [ours, other] = [named(mine, theirs), named(theirs, mine)];
    const same = shown(mine.value) === shown(theirs.value);
    const besides = counted(mine, theirs) ? "Комментарий" : "Учёт отметки";
    const who = theirs.by === "вы" ? "вы сами в другом окне" : theirs.by;
    this.fill(td, place, {
      title: same ? `${besides} изменили двое` : `Эту клетку изменили: здесь теперь ${other}`,
      text: `${where}. Изменение: ${[who, theirs.at].filter(Boolean).join(", ")}. Что оставить?`,
      keep: `Оставить ${own(mine, theirs, ours)}`,
      drop: `Взять ${other}`,
    });
  }

  /** The server refused: the value stays in the cell until the person decides. */
  refused(td, place, reason, mine) {
    this.fill(td, place, {
      title: "Не сохранилось",
      text: `${reason} Записанное здесь «${shown(mine.value) || "пусто"}» на сервер не попало.`,
      keep: "Отправить ещё раз",
      drop: "Вернуть как было",
    });
  }

  fill(td, place, { title, text, keep, drop }) {
    this.place = place;
    this.box.querySelector("[data-ask-title]").textContent = title;
    this.box.querySelector("#ask-text").textContent = text;
    this.keep.textContent = keep;
    this.drop.textContent = drop;
    this.box.hidden = false;
    placeAt(this.box, td);
    // Not on a button: whoever types on at full speed must not answer by a stray Enter.
    this.box.focus({ preventScroll: true });
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.leave();
  }
}
