// What of the grid is shown: pupils with few marks, owed works, an average on a border; columns of one kind of work.
// Rows and columns are hidden, so that keys and blocks pass them by.
import { WhoCard } from "parta/journal/who";

const FITS = {
  few: (row) => row.querySelector(".sum--few") !== null,
  owed: (row) => row.classList.contains("has-owed"),
  border: (row) => row.classList.contains("on-border"),
};

export class Filters {
  constructor(bench) {
    this.bench = bench;
    this.bar = bench.querySelector("[data-filters]");
    this.opener = bench.querySelector("[data-filters-open]");
    this.kind = this.bar.querySelector("[data-filter-kind]");
    this.group = this.bar.querySelector("[data-filter-group]");
    this.buttons = [...this.bar.querySelectorAll("[data-filter]")];
    const who = bench.querySelector("[data-who]");
    this.who = who && new WhoCard(bench, who, this.bar.querySelector("[data-who-open]"));
    this.opener.hidden = false;
    this.opener.addEventListener("click", () => this.toggle());
    this.bar.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    this.bar.addEventListener("change", () => this.apply());
  }

  toggle() {
    this.bar.hidden = !this.bar.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.bar.hidden));
    if (this.bar.hidden) return this.clear();
    this.offerKinds();
    return this.buttons[0]?.focus();
  }

  /** The kinds of work the shown period has. */
  offerKinds() {
    const kinds = new Set(this.bench.sheet.heads.flatMap((head) => this.kindsOf(head)));
    const chosen = this.kind.value;
    const options = [...kinds].sort((one, other) => one.localeCompare(other, "ru")).map((kind) => new Option(kind, kind));
    this.kind.replaceChildren(new Option("Все виды работ", ""), ...options);
    this.kind.value = kinds.has(chosen) ? chosen : "";
  }

  kindsOf(head) {
    return [...head.querySelectorAll(".kind")].map((kind) => kind.firstChild.textContent);
  }

  clicked(button) {
    if (!button) return;
    if (button.dataset.filter) {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.apply();
    } else if ("filterAll" in button.dataset) this.clear();
    else if ("whoOpen" in button.dataset) this.who.open();
  }

  clear() {
    for (const button of this.buttons) button.setAttribute("aria-pressed", "false");
    this.kind.value = "";
    if (this.group) this.group.value = "";
    this.apply();
  }

  apply() {
    const { sheet } = this.bench;
    const chosen = this.buttons.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => FITS[one.dataset.filter]);
    const [kind, group] = [this.kind.value, this.group?.value];
    for (const row of sheet.rows) row.hidden = !chosen.every((fits) => fits(row)) || Boolean(group && row.dataset.group !== group);
    sheet.showCols(sheet.heads.map((head) => !kind || this.kindsOf(head).includes(kind)));
    this.keepSelection();
    this.tell(chosen.length > 0 || Boolean(kind || group));
  }

  /** The selected cell stays among the shown ones. */
  keepSelection() {
    const { cursor, sheet, writer } = this.bench;
    writer?.close();
    const { row, col } = sheet.at;
    const to = { row: sheet.rows[row].hidden ? sheet.shown[0] : row, col: sheet.heads[col].hidden ? sheet.shownCols.at(-1) : col };
    if (to.row === undefined || to.col === undefined) return;
    if (to.row !== row || to.col !== col) cursor.select(to, { focus: false });
  }

  tell(filtered) {
    const { sheet } = this.bench;
    const pupils = `${sheet.shown.length} из ${sheet.rows.length} учеников`;
    const lessons = this.kind.value ? `, ${sheet.shownCols.length} из ${sheet.heads.length} уроков` : "";
    this.bar.querySelector("[data-filter-count]").textContent = filtered ? `Показано ${pupils}${lessons}` : "";
    this.bar.querySelector("[data-filter-all]").hidden = !filtered;
    this.opener.setAttribute("aria-pressed", String(filtered));
  }
}
