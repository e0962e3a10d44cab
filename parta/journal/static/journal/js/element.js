// <journal-grid>, the workbench of a journal. The server renders everything; the parts made here answer to keys and
// fingers. Each part gets the workbench and finds the others through it.
import { Actions } from "parta/journal/actions";
import { Block } from "parta/journal/block";
import { Clipboard } from "parta/journal/clipboard";
import { ColumnMenu } from "parta/journal/column";
import { Cursor } from "parta/journal/cursor";
import { Exchange } from "parta/journal/exchange";
import { Filters } from "parta/journal/filters";
import { Keys } from "parta/journal/keys";
import { News } from "parta/journal/news";
import { LessonPanel } from "parta/journal/panel";
import { CellPast } from "parta/journal/past";
import { Pointer } from "parta/journal/pointer";
import { Questions } from "parta/journal/questions";
import { Reasons } from "parta/journal/reasons";
import { Saving } from "parta/journal/saving";
import { Sheet } from "parta/journal/sheet";
import { SignIn } from "parta/journal/signin";
import { Writer } from "parta/journal/writer";

class JournalGrid extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("[data-journal]");
    this.writable = "writable" in this.dataset;
    this.sheet = box && new Sheet(box, this.dataset.sprite);
    this.exchange = new Exchange(this);
    this.cursor = new Cursor(this);
    this.panel = this.makePanel();
    this.saving = this.makeSaving();
    if (this.writable) this.makeWriting();
    this.past = new CellPast(this);
    this.keys = new Keys(this);
    this.pointer = new Pointer(this);
    this.clipboard = new Clipboard(this);
    this.wireBar();
    if (this.sheet) this.cursor.begin();
    if (this.sheet) this.filters = new Filters(this);
    if (this.writable) this.exchange.changed();
    this.exchange.retry();
    this.news = this.sheet && new News(this);
  }

  makeWriting() {
    this.actions = new Actions(this);
    this.writer = new Writer(this);
    this.block = new Block(this);
    this.questions = new Questions(this);
    this.column = new ColumnMenu(this);
    this.reasons = new Reasons(this);
    this.signIn = new SignIn(this.querySelector("[data-signin]"), () => this.exchange.again());
  }

  makePanel() {
    return new LessonPanel(this, {
      queue: this.exchange.lessons,
      address: (lesson) => `${this.dataset.panelUrl.replace("/0/", `/${lesson}/`)}?period=${this.dataset.period}`,
      sprite: this.dataset.sprite,
      onShown: (lesson) => this.cursor.panelShown(lesson),
      say: (text) => this.cursor.say(text),
    });
  }

  makeSaving() {
    const { cells, lessons } = this.exchange;
    return new Saving(this, {
      cells,
      lessons,
      explain: (kind) => this.questions.explain(kind),
      retry: () => this.exchange.retry(),
      say: (text) => this.cursor.say(text),
      signIn: () => this.signIn.open(),
    });
  }

  wireBar() {
    for (const select of this.querySelectorAll("[data-go]")) {
      select.addEventListener("change", () => location.assign(select.value));
    }
    for (const select of this.querySelectorAll("[data-send]")) {
      select.addEventListener("change", () => location.assign(`?period=${select.value}`));
    }
    for (const button of this.querySelectorAll("[data-print], [data-keys-open]")) button.hidden = false;
  }

  /** The panel of a lesson, with the cursor in its column and the focus in the panel. */
  openLesson(lesson) {
    const col = this.sheet?.colOf.get(lesson);
    if (col !== undefined) this.cursor.select({ row: this.sheet.at.row, col });
    return this.panel.enter(lesson);
  }
}

customElements.define("journal-grid", JournalGrid);
