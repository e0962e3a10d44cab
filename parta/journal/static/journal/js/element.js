// <journal-grid>: wires the modules of the page. The server renders everything; this makes it answer to keys and fingers.
import { AskCard, NoteCard } from "parta/journal/cards";
import { apply, commandOf, shown } from "parta/journal/entry";
import { isPhone } from "parta/journal/floats";
import { meaningOf, step } from "parta/journal/navigation";
import { Palette } from "parta/journal/palette";
import { LessonPanel } from "parta/journal/panel";
import { newId, Queue, storageOf } from "parta/journal/queue";
import { Saving } from "parta/journal/saving";
import { element, Sheet } from "parta/journal/sheet";
import { mergeCells, mergeLessons, partsOf, placeOf, Store } from "parta/journal/store";
import { post } from "parta/journal/wire";

const ILL_NOTE = "О болезни записывает классный руководитель: здесь будет «н».";

class JournalGrid extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("[data-journal]");
    this.writable = "writable" in this.dataset;
    this.slashes = 0;
    this.sheet = box && new Sheet(box, this.dataset.sprite);
    this.makeQueues();
    this.panel = new LessonPanel(this, {
      queue: this.lessons,
      address: (lesson) => `${this.dataset.panelUrl.replace("/0/", `/${lesson}/`)}?period=${this.dataset.period}`,
      sprite: this.dataset.sprite,
      onShown: (lesson) => this.panelShown(lesson),
    });
    this.saving = new Saving(this, {
      cells: this.cells,
      lessons: this.lessons,
      explain: (kind) => this.explain(kind),
      retry: () => this.retry(),
      say: (text) => this.say(text),
    });
    if (this.writable) this.makeFloats();
    this.listen();
    if (this.sheet) this.begin();
    if (this.writable) this.saving.show();
    this.retry();
  }

  makeQueues() {
    const { user, course, period, cellsUrl, lessonsUrl } = this.dataset;
    const key = `parta:journal:${user}:${course}`;
    const shared = { newId, onChange: () => this.changed() };
    this.cells = new Queue({
      ...shared,
      merge: mergeCells,
      storage: storageOf(`${key}:cells`),
      onSettled: (edit, answer) => this.cellSettled(edit, answer),
      send: (edits) => this.send(cellsUrl, edits, period, ({ place, change, base, op_id }) => {
        const [lesson, pupil] = partsOf(place);
        return { op_id, lesson, pupil, base_version: base, ...change };
      }),
    });
    this.lessons = new Queue({
      ...shared,
      merge: mergeLessons,
      storage: storageOf(`${key}:lessons`),
      onSettled: (edit, answer) => this.lessonSettled(edit, answer),
      send: (edits) => this.send(lessonsUrl, edits, period, ({ place, change, base, op_id }) => {
        return { op_id, lesson: Number(place), base_version: base, ...change };
      }),
    });
    this.store = new Store(this.cells, (place) => this.sheet.read(place));
  }

  async send(url, edits, period, wire) {
    const signedOut = this.cells.state === "signedout" || this.lessons.state === "signedout";
    const answer = await post(url, { edits: edits.map(wire), period }, this.dataset.user, signedOut);
    for (const [lesson, cells] of Object.entries(answer.cells ?? {})) {
      for (const [pupil, view] of Object.entries(cells)) this.accept(placeOf(lesson, pupil), view);
    }
    this.sheet?.tell(answer);
    return answer.results;
  }

  makeFloats() {
    const leave = () => this.sheet?.at && this.select(this.sheet.at);
    this.palette = new Palette(this.querySelector("[data-palette]"), this, (command) => this.obey(command, true));
    const write = (change) => this.write(change, this.sheet.at);
    this.note = new NoteCard(this.querySelector("[data-note-card]"), { write, leave });
    const answer = (place, keep) => this.answer(place, keep);
    this.ask = new AskCard(this.querySelector("[data-ask]"), { answer, leave });
  }

  listen() {
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => event.target === document.body && this.key(event));
    document.addEventListener("submit", (event) => this.leaving(event));
    for (const select of this.querySelectorAll("[data-go]")) {
      select.addEventListener("change", () => location.assign(select.value));
    }
    for (const select of this.querySelectorAll("[data-send]")) {
      select.addEventListener("change", () => location.assign(`?period=${select.value}`));
    }
    for (const button of this.querySelectorAll("[data-print], [data-keys-open]")) button.hidden = false;
    addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    this.sheet?.box.addEventListener("scroll", () => this.palette?.open && !isPhone() && this.palette.hide());
  }

  /** The cell to begin with: the first pupil at the lesson of the panel. */
  begin() {
    this.sheet.select({ row: 0, col: this.sheet.colOf.get(this.panel.lesson) ?? this.sheet.size.today }, { focus: false });
    this.sheet.reveal();
    for (const edit of [...this.cells.edits, ...this.cells.held.values()]) this.paint(edit.place);
    this.placeLine();
  }

  retry() {
    this.cells.flush();
    this.lessons.flush();
  }

  /** Signing out with unsent edits asks first: they stay on this computer. */
  leaving(event) {
    const waiting = this.cells.waiting + this.lessons.waiting;
    if (!waiting || event.target.getAttribute("action") !== this.dataset.logoutUrl) return;
    const question = "Не все изменения ушли на сервер. Они останутся на этом компьютере и уйдут, когда вы снова откроете этот журнал. Выйти?";
    if (!confirm(question)) event.preventDefault();
  }

  // What came back

  accept(place, view) {
    this.store.accept(place, view);
    this.paint(place);
  }

  cellSettled(edit, answer) {
    if (answer.status === "saved") {
      this.saving.saved();
      this.store.accept(edit.place, answer);
    }
    if (answer.status === "conflict") this.store.accept(edit.place, answer);
    if (answer.status === "rejected") this.say(`Не сохранилось. ${answer.reason}`);
    this.paint(edit.place);
    if (answer.status !== "saved") queueMicrotask(() => this.next("clash"));
    if (edit.place.startsWith(`${this.panel.lesson}:`)) this.panel.refresh();
  }

  lessonSettled(edit, answer) {
    if (answer.status === "saved") this.saving.saved();
    if (answer.status === "rejected") this.say(`Не сохранилось. ${answer.reason}`);
    this.panel.settled(edit, answer);
  }

  changed() {
    for (const { place } of this.cells.edits) this.paint(place);
    this.saving?.show();
  }

  paint(place) {
    if (!this.sheet?.find(place)) return;
    const reason = this.cells.held.get(place)?.reason ?? "";
    this.sheet.paint(place, this.store.saved(place), this.store.current(place), this.store.status(place), reason);
  }

  // Questions about edits that didn't go in

  /** Open the question of the earliest conflict, unless one is open or a text is being typed. */
  next(kind) {
    if (this.ask.open || !this.note.box.hidden || this.panel.root.contains(document.activeElement)) return;
    const [held] = this.cells.of(kind).filter(({ place }) => this.sheet.find(place));
    if (held) this.question(held);
  }

  explain(kind) {
    const held = [...this.cells.of(kind), ...this.lessons.of(kind)][0];
    if (!held) return;
    if (!held.place.includes(":")) this.panel.enter(held.place);
    else if (this.sheet?.find(held.place)) this.question(held);
    else location.assign(`?lesson=${partsOf(held.place)[0]}`);
  }

  question({ place, kind, theirs, reason }) {
    const at = this.sheet.find(place);
    this.close();
    const td = this.select(at, { focus: false });
    const mine = this.store.current(place);
    const where = this.sheet.spoken(at).replace(/:[^:]*$/, "");
    if (kind === "clash") this.ask.clash(td, place, where, mine, theirs);
    else this.ask.refused(td, place, reason, mine);
  }

  answer(place, keep) {
    this.cells.answer(place, keep);
    this.paint(place);
    this.next("clash");
  }

  // Selecting

  select(at, options) {
    this.slashes = 0;
    this.palette?.press(false);
    const td = this.sheet.select(at, options);
    this.placeLine();
    this.panel.follow(this.sheet.heads[at.col].dataset.lesson);
    return td;
  }

  panelShown(lesson) {
    this.saving.show();
    history.replaceState(null, "", `?period=${this.dataset.period}&lesson=${lesson}`);
  }

  where({ row, col }) {
    const head = this.sheet.heads[col];
    const kinds = [...head.querySelectorAll(".kind")].map((kind) => kind.textContent).join(", ");
    return [this.sheet.name(row), head.dataset.spoken.split(",")[0], kinds].filter(Boolean).join(", ");
  }

  placeLine(note = "") {
    const { row, col } = this.sheet.at;
    const name = element("strong", "", this.sheet.name(row));
    const place = ` · ${this.sheet.heads[col].dataset.spoken}`;
    this.querySelector("[data-place]").replaceChildren(name, place, ...(note ? [" · ", element("span", "is-amber", note)] : []));
  }

  say(text) {
    this.querySelector("[data-said]").textContent = text;
  }

  // Writing

  write(change, at) {
    const place = this.sheet.place(at.row, at.col);
    this.store.put(place, change);
    this.paint(place);
  }

  /** An entry command for the selected cell; `byHand`: from the palette. */
  obey(command, byHand = false) {
    const { at } = this.sheet;
    if (command.type === "close") return this.close(true);
    const closed = this.sheet.closed(at);
    if (closed) return this.refuse(closed);
    if (command.type === "note") return this.openNote();
    if (command.type === "slash") return this.slash();
    const place = this.sheet.place(at.row, at.col);
    const value = apply(this.store.current(place).value, { index: this.slashes, ...command });
    const ill = command.value === "б" && value === "б" && this.store.current(place).value !== "б";
    this.slashes = 0;
    if (value !== this.store.current(place).value || this.cells.held.has(place)) this.write({ value }, at);
    this.say(ill ? ILL_NOTE : shown(value) || "пусто");
    return this.afterEntry(command, at, byHand, ill ? ILL_NOTE : "");
  }

  afterEntry(command, at, byHand, note) {
    const stays = command.type === "erase" || command.stay || (note && !byHand);
    const keepsOpen = byHand && isPhone();
    if (!keepsOpen) this.close();
    this.select(stays || at.row === this.sheet.size.rows - 1 ? at : step(at, this.sheet.size));
    if (keepsOpen) this.openPalette();
    if (note) this.placeLine(note);
  }

  slash() {
    this.slashes += 1;
    this.palette.press(true);
    this.placeLine("вторая отметка: цифра");
  }

  refuse(reason) {
    this.close();
    this.select(this.sheet.at);
    this.placeLine(reason);
    this.say(reason);
  }

  // Palette and cards

  openPalette(options = {}) {
    const { at } = this.sheet;
    const closed = this.sheet.closed(at);
    if (closed) return this.refuse(closed);
    const td = this.sheet.cell(at.row, at.col);
    const value = this.store.current(this.sheet.place(at.row, at.col)).value;
    this.palette.show(td, this.where(at), this.where(at), value, options);
    if (isPhone()) td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  openNote() {
    const { at } = this.sheet;
    this.close();
    this.note.show(this.sheet.cell(at.row, at.col), this.where(at), this.store.current(this.sheet.place(at.row, at.col)));
  }

  /** `back`: the focus returns to the cell. */
  close(back = false) {
    this.palette?.hide();
    if (back) this.select(this.sheet.at);
  }

  // Events

  click(event) {
    const link = event.target.closest("a[data-lesson], .lesson-head");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return this.openLesson(link.dataset.lesson ?? link.closest("th").dataset.lesson);
    }
    if (event.target.closest("[data-print]")) return print();
    if (event.target.closest("[data-keys-open]")) return this.querySelector("[data-keys]").showModal();
    const at = this.sheet?.where(event.target.closest("td"));
    if (!at) return event.target.closest(".palette, .pop-card") || this.palette?.hide();
    this.select(at);
    const held = this.cells.held.get(this.sheet.place(at.row, at.col));
    if (held) return this.question(held);
    return this.writable && this.openPalette();
  }

  openLesson(lesson) {
    const col = this.sheet?.colOf.get(lesson);
    if (col !== undefined) this.select({ row: this.sheet.at.row, col });
    return this.panel.enter(lesson);
  }

  key(event) {
    if (!this.sheet) return;
    const inside = event.target === document.body || this.sheet.where(event.target.closest("td"));
    const inPanel = this.panel.root.contains(event.target);
    if (event.key === "F6") return this.region(event, inside, inPanel);
    if (event.key === "Escape" && inPanel) return this.leavePanel(event);
    if (!inside) return;
    if (this.writable && this.typed(event)) return event.preventDefault();
    const meaning = meaningOf(event, this.sheet.at, this.sheet.size, (row, col) => Boolean(this.sheet.cell(row, col).textContent));
    if (!meaning || !this.does(meaning)) return;
    event.preventDefault();
  }

  typed(event) {
    const command = commandOf(event, this.slashes);
    if (!command) return false;
    this.obey(command);
    return true;
  }

  does({ type, to }) {
    if (type === "move") {
      this.close();
      this.select(to);
    } else if (type === "today") this.select({ row: this.sheet.at.row, col: this.sheet.size.today });
    else if (type === "panel") this.openLesson(this.sheet.heads[this.sheet.at.col].dataset.lesson);
    else if (type === "keys") this.querySelector("[data-keys]").showModal();
    else if (type === "escape") this.close(true);
    else if (!this.writable) return false;
    else if (type === "palette") this.openCell();
    else if (type === "comment") this.obey({ type: "note" });
    return true;
  }

  openCell() {
    const held = this.cells.held.get(this.sheet.place(this.sheet.at.row, this.sheet.at.col));
    if (held) this.question(held);
    else this.openPalette({ focus: true });
  }

  leavePanel(event) {
    event.preventDefault();
    this.panel.commit();
    this.panel.toggle(false);
    this.select(this.sheet.at);
  }

  /** F6: bar → grid → panel → bar. */
  region(event, inGrid, inPanel) {
    event.preventDefault();
    if (inGrid) this.openLesson(this.sheet.heads[this.sheet.at.col].dataset.lesson);
    else if (inPanel) this.querySelector(".workbench__bar select").focus();
    else this.select(this.sheet.at);
  }
}

customElements.define("journal-grid", JournalGrid);

