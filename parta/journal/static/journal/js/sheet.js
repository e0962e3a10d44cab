// The table of the page: cells by row and column or by place, what they say, how they are painted.
import { classesOf, shown } from "parta/journal/entry";
import { EMPTY, placeOf } from "parta/journal/store";

const STATE_WORDS = { waits: "ждёт сети", failed: "не сохранилось", clash: "изменили двое, решите", reason: "ждёт причины правки" };
const SVG = "http://www.w3.org/2000/svg";

export function icon(sprite, name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `${sprite}#i-${name}`);
  return svg;
}

export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

export class Sheet {
  constructor(box, sprite) {
    this.box = box;
    this.sprite = sprite;
    this.rows = [...box.querySelectorAll("tbody tr")];
    this.heads = [...box.querySelectorAll("thead th[data-lesson]")];
    this.feet = [...box.querySelectorAll("tfoot td")];
    this.rowOf = new Map(this.rows.map((row, index) => [row.dataset.pupil, index]));
    this.colOf = new Map(this.heads.map((head, index) => [head.dataset.lesson, index]));
    this.at = null;
    this.range = [];
    for (const link of box.querySelectorAll(".lesson-head")) link.tabIndex = -1;
  }

  /** How far one can move: shown rows and columns, and the column of today's or the last lesson among them. */
  get size() {
    const { shown, shownCols } = this;
    const begun = shownCols.findLastIndex((col) => this.heads[col].dataset.when !== "future");
    return { rows: shown.length, cols: shownCols.length, today: Math.max(0, begun) };
  }

  /** The rows that aren't `hidden` by a filter. */
  get shown() {
    return this.rows.flatMap((row, index) => (row.hidden ? [] : [index]));
  }

  /** The columns that aren't. */
  get shownCols() {
    return this.heads.flatMap((head, index) => (head.hidden ? [] : [index]));
  }

  /** A cell counted among the shown rows and columns, and back. */
  inView({ row, col }) {
    return { row: Math.max(0, this.shown.indexOf(row)), col: Math.max(0, this.shownCols.indexOf(col)) };
  }

  fromView({ row, col }) {
    return { row: this.shown[row], col: this.shownCols[col] };
  }

  cell(row, col) {
    return this.rows[row].cells[col + 1];
  }

  place(row, col) {
    return placeOf(this.heads[col].dataset.lesson, this.rows[row].dataset.pupil);
  }

  /** {row, col} of a place; null when it isn't in this period. */
  find(place) {
    const [lesson, pupil] = place.split(":");
    const [row, col] = [this.rowOf.get(pupil), this.colOf.get(lesson)];
    return row === undefined || col === undefined ? null : { row, col };
  }

  /** {row, col} of a cell of the body, null for anything else. */
  where(td) {
    const row = this.rows.indexOf(td?.parentElement);
    const col = td ? td.cellIndex - 1 : -1;
    return row >= 0 && col >= 0 && col < this.heads.length ? { row, col } : null;
  }

  /** The view of a cell as the server rendered it. */
  read(place) {
    const at = this.find(place);
    const td = at && this.cell(at.row, at.col);
    if (!td?.dataset.v) return EMPTY;
    const text = td.firstChild?.nodeType === Node.TEXT_NODE ? td.firstChild.data : "";
    const { v, value = text, note = "", uncounted = "", minutes, spoken = "" } = td.dataset;
    const classes = [...td.classList].filter((name) => name !== "range").join(" ");
    return { value, text, classes, spoken, comment: note, uncounted, minutes: Number(minutes) || null, version: Number(v) };
  }

  /** Why nothing can be typed here; empty when it can. */
  closed({ row, col }) {
    const td = this.cell(row, col);
    if (this.heads[col].dataset.locked) return this.heads[col].dataset.locked;
    return td.classList.contains("shut") ? `${this.rows[row].dataset.name} ${td.textContent}: клетка закрыта.` : "";
  }

  isFilled({ row, col }) {
    const td = this.cell(row, col);
    return Boolean(td.textContent) && !td.classList.contains("shut");
  }

  name(row) {
    return this.rows[row].dataset.name;
  }

  /** «Зайцева Мария, 18 мая» */
  placeName({ row, col }) {
    return `${this.name(row)}, ${this.heads[col].dataset.spoken.split(",")[0]}`;
  }

  /** «Зайцева Мария, 18 мая, самостоятельная работа, вес 2: 5, есть комментарий» */
  spoken({ row, col }) {
    const td = this.cell(row, col);
    return `${this.name(row)}, ${this.heads[col].dataset.spoken}: ${td.textContent.trim() || "пусто"}`;
  }

  /** Make the cell the only tab stop of the grid and mark its row and column. */
  select(at, { focus = true } = {}) {
    const old = this.at && this.cell(this.at.row, this.at.col);
    if (old) {
      old.removeAttribute("aria-selected");
      old.removeAttribute("aria-label");
      old.tabIndex = -1;
      this.rows[this.at.row].cells[0].classList.remove("here");
      this.heads[this.at.col].classList.remove("here");
    }
    this.at = at;
    const td = this.cell(at.row, at.col);
    td.setAttribute("aria-selected", "true");
    td.setAttribute("aria-label", this.spoken(at));
    td.tabIndex = 0;
    this.rows[at.row].cells[0].classList.add("here");
    this.heads[at.col].classList.add("here");
    if (focus) td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    return td;
  }

  /** Show those columns whose place in `shown` is true; months without a shown lesson go too. */
  showCols(shown) {
    const cols = this.box.querySelectorAll("col");
    let next = 0;
    shown.forEach((show, col) => {
      const cells = [cols[col + 1], this.heads[col], this.feet[col], ...this.rows.map((_, row) => this.cell(row, col))];
      for (const one of cells) if (one) one.hidden = !show;
    });
    for (const month of this.box.querySelectorAll(".month")) {
      month.dataset.lessons ??= month.colSpan;
      const count = shown.slice(next, (next += Number(month.dataset.lessons))).filter(Boolean).length;
      month.hidden = !count;
      month.colSpan = count || 1;
    }
  }

  /** Mark a block of cells; [] for none. */
  showRange(cells) {
    for (const td of this.range) {
      td.classList.remove("range");
      if (td.tabIndex !== 0) td.removeAttribute("aria-selected");
    }
    this.range = cells.map(({ row, col }) => this.cell(row, col));
    for (const td of this.range) {
      td.classList.add("range");
      td.setAttribute("aria-selected", "true");
    }
  }

  /** Scroll to the selected column, with a whole column at the left edge. */
  reveal() {
    const { box } = this;
    const head = this.heads[this.at.col];
    const width = head.offsetWidth;
    const names = this.rows[0].cells[0].offsetWidth;
    const sums = [...this.rows[0].querySelectorAll(".sum")].filter((td) => getComputedStyle(td).position === "sticky");
    const room = box.clientWidth - names - sums.length * (sums[0]?.offsetWidth ?? 0);
    const ahead = head.offsetLeft + width - names - room + 2.5 * width; // a look at the two days to come
    const left = Math.min(ahead, box.scrollWidth - box.clientWidth);
    const whole = this.heads.map((one) => one.offsetLeft - names).filter((start) => start <= left);
    const cut = head.offsetLeft + width - names - room > (whole.at(-1) ?? 0); // the selected column comes first
    box.scrollLeft = cut ? left : (whole.at(-1) ?? 0);
  }

  /** Show a cell: `saved` from the server, `current` as typed, its state and why. */
  paint(place, saved, current, status, reason = "") {
    const at = this.find(place);
    if (!at) return;
    const td = this.cell(at.row, at.col);
    const typed = status !== "";
    const weight = Number(this.heads[at.col].dataset.weight);
    const classes = typed ? classesOf(current.value, weight, current) : saved.classes.split(" ");
    const range = td.classList.contains("range") && "range";
    td.className = [...classes, status, range].filter(Boolean).join(" ");
    const ours = [current.uncounted && "не учитывается", current.comment && "есть комментарий", STATE_WORDS[status]];
    const words = typed ? ours : [saved.spoken];
    const said = words.filter(Boolean).join(", ");
    td.replaceChildren(typed ? shown(current.value) : saved.text);
    if (said) td.append(element("span", "sr", `, ${said}`));
    const title = reason || current.comment || (typed ? current.uncounted : saved.spoken);
    if (title) td.title = title;
    else td.removeAttribute("title");
    if (this.at && this.at.row === at.row && this.at.col === at.col) td.setAttribute("aria-label", this.spoken(at));
  }

  /** What a batch changed around the cells: sums at the right, averages below. */
  tell({ rows = {}, feet = {}, heads = {} }) {
    for (const [pupil, sums] of Object.entries(rows)) this.paintRow(pupil, sums);
    for (const [lesson, average] of Object.entries(feet)) {
      const td = this.feet[this.colOf.get(lesson)];
      if (td) td.textContent = average;
    }
    for (const [lesson, head] of Object.entries(heads)) this.paintHead(lesson, head);
  }

  paintRow(pupil, { average, count, missed, norm, owed, border }) {
    const row = this.rows[this.rowOf.get(pupil)];
    if (!row) return;
    row.classList.toggle("has-owed", owed > 0);
    row.classList.toggle("on-border", border);
    const few = count < norm;
    const texts = { average, count: few ? `${count}/${norm}` : count || "", missed: missed || "" };
    for (const td of row.querySelectorAll("[data-sum]")) {
      td.textContent = texts[td.dataset.sum];
      if (td.dataset.sum === "count") td.classList.toggle("sum--few", few);
    }
  }

  paintHead(lesson, { works, title, spoken, lacks, given_by: givenBy }) {
    const head = this.heads[this.colOf.get(lesson)];
    if (!head) return;
    Object.assign(head.dataset, { spoken, weight: works[0]?.weight ?? 1 });
    const link = head.querySelector(".lesson-head");
    link.title = title;
    const kinds = works.map(({ code, weight }) => {
      const kind = element("span", "kind", code);
      if (weight !== 1) kind.append(element("small", "", `×${weight}`));
      return kind;
    });
    link.querySelector(".kinds").replaceChildren(...kinds);
    for (const old of link.querySelectorAll(".icon, .sr")) old.remove();
    if (givenBy) link.append(icon(this.sprite, "swap"), element("span", "sr", givenBy));
    else if (lacks) link.append(icon(this.sprite, "warn", "is-amber"), element("span", "sr", lacks));
  }
}
