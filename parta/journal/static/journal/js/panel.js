// The lesson panel: follows the column, saves its fields by itself, says what came back.
import { Extras } from "parta/journal/extras";
import { element, icon } from "parta/journal/sheet";
import { part } from "parta/journal/wire";

const FOLLOW = 350;
const IDLE = 2000;
const REFRESH = 700;
const TITLES = { topic: "Тема", homework: "Задание", minutes: "Минут", due: "К уроку", briefing: "Инструктаж по ТБ" };
const FIELDS = ["topic", "homework", "minutes", "due"];
const NUMBERS = ["minutes", "due"];
const NOTHING_SET = "Без задания";

/** A field as the server takes it: numbers, 0 for «not said» and «the next lesson». */
const valueOf = (field) => (NUMBERS.includes(field.name) ? Math.max(0, Math.round(Number(field.value)) || 0) : field.value);

/** What the server tells as the field shows it. */
const shown = (name, value) => (name === "minutes" && !value ? "" : String(value));

/** Whether somebody has begun to fill something in here. */
const begun = (box) =>
  [...box.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue) ||
  [...box.querySelectorAll("[type=checkbox]")].some((one) => one.checked !== one.defaultChecked);

export class LessonPanel {
  /** `queue`: edits of lessons, by lesson; `address(lesson)`: where the panel alone is served. */
  constructor(workbench, { queue, address, sprite, onShown, say }) {
    Object.assign(this, { workbench, queue, address, sprite, onShown, say, timers: {} });
    this.extras = new Extras(this);
    this.open = this.root.classList.contains("panel--open");
    this.wire();
    addEventListener("pagehide", () => this.commit());
  }

  get root() {
    return this.workbench.querySelector(".panel");
  }

  get lesson() {
    return this.root.dataset.lesson ?? "";
  }

  field(name) {
    return this.root.querySelector(`[data-lesson-form] [name=${name}]`);
  }

  after(name, delay, action) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(action, delay);
  }

  wire() {
    const { root } = this;
    root.querySelector(".panel__body")?.addEventListener("submit", (event) => event.target.closest(".panel__roll") || event.preventDefault());
    root.addEventListener("change", (event) => this.changed(event.target));
    root.addEventListener("input", ({ target }) => target.closest("[data-lesson-form]") && this.after("idle", IDLE, () => this.commit()));
    root.addEventListener("click", (event) => this.click(event.target.closest("button")));
    this.extras.wire(root);
    this.dress();
    this.overlay();
    this.toggle(this.open);
  }

  /** What only works with scripts becomes visible. */
  dress() {
    for (const one of this.root.querySelectorAll("button[hidden], [data-scripted]")) one.hidden = false;
    for (const name of FIELDS) {
      const field = this.field(name);
      if (field) field.dataset.saved ??= field.value;
    }
  }

  toggle(open) {
    this.open = open;
    this.root.classList.toggle("panel--open", open);
    this.root.classList.toggle("panel--folded", this.folded ?? false);
    this.root.querySelector("[data-panel-toggle]")?.setAttribute("aria-expanded", String(open));
  }

  click(button) {
    if (!button) return;
    if ("panelToggle" in button.dataset) this.flip();
    if ("nothingSet" in button.dataset) this.fill({ homework: NOTHING_SET });
    if (button.dataset.topic) this.take(button.dataset);
    if (button.dataset.removeWork) this.put({ remove_work: Number(button.dataset.removeWork) });
  }

  /** Beside the grid the button folds the panel, below it opens the sheet. */
  flip() {
    if (matchMedia("(max-width: 75rem)").matches) {
      this.toggle(!this.open);
    } else {
      this.folded = !this.folded;
      this.toggle(this.open);
    }
  }

  changed(field) {
    if (!field.closest("[data-lesson-form]")) return undefined;
    if (field.dataset.weigh) return this.weigh(Number(field.dataset.weigh));
    if (field.name === "briefing") return this.put({ briefing: field.checked });
    if (!field.dataset.work) return this.commit();
    if (!field.value) return undefined;
    return this.put({ set_work: { index: Number(field.dataset.work), kind: Number(field.value) } });
  }

  /** The own weight of a work. Weight 0 waits for its reason. */
  weigh(index) {
    const [weight, note] = [this.field(`weight_${index}`), this.field(`note_${index}`)];
    if (!weight.reportValidity()) return;
    note.hidden = Number(weight.value) > 0;
    if (!note.hidden && !note.value.trim()) {
      note.focus();
      return;
    }
    const kind = Number(this.root.querySelector(`[data-work="${index}"]`).value);
    this.put({ set_work: { index, kind, weight: Number(weight.value), note: note.value } });
  }

  /** Queue what was typed in the texts and isn't queued yet. */
  commit() {
    clearTimeout(this.timers.idle);
    const change = {};
    for (const name of FIELDS) {
      const field = this.field(name);
      if (!field || field.value === field.dataset.saved) continue;
      change[name] = valueOf(field);
      field.dataset.saved = field.value;
    }
    if (Object.keys(change).length) this.put(change);
  }

  /** Put values into the fields as if they had been typed. */
  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(name);
      if (field) field.value = shown(name, value);
    }
    this.commit();
  }

  /** A topic of the plan, with its homework and kind of work where the lesson has none. */
  take({ topic, homework, kind }) {
    this.fill(this.field("homework")?.value === "" && homework ? { topic, homework } : { topic });
    const select = this.root.querySelector("[data-work='0']");
    if (kind && select && select.value !== kind) this.put({ set_work: { index: 0, kind: Number(kind) } });
  }

  put(change) {
    this.queue.put(this.lesson, change, Number(this.root.dataset.version));
  }

  /** Show the lesson after the selection has rested on its column. */
  follow(lesson) {
    if (lesson === this.lesson) return clearTimeout(this.timers.follow);
    return this.after("follow", FOLLOW, () => this.show(lesson));
  }

  async show(lesson) {
    clearTimeout(this.timers.follow);
    if (lesson === this.lesson) return true;
    this.commit();
    const fresh = await this.load(lesson);
    if (!fresh) return false;
    this.root.replaceWith(fresh);
    this.wire();
    this.onShown(lesson);
    return true;
  }

  async load(lesson) {
    this.loading?.abort();
    this.loading = new AbortController();
    this.root.setAttribute("aria-busy", "true");
    try {
      return await part(this.address(lesson), this.loading.signal);
    } catch {
      return null; // without network the shown lesson stays
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  /** The counts, works and absentees anew, after marks of this lesson were saved. The texts stay as they are. */
  refresh() {
    this.after("refresh", REFRESH, async () => {
      const { lesson } = this;
      const fresh = await this.load(lesson);
      if (!fresh || lesson !== this.lesson) return;
      // A version belongs to its texts: with others' new ones unseen here, an edit has to meet the conflict.
      if (this.sameTexts(fresh)) this.root.dataset.version = fresh.dataset.version;
      for (const old of this.root.querySelectorAll("[data-live]")) {
        const next = fresh.querySelector(`[data-live=${old.dataset.live}]`);
        const focused = old.contains(document.activeElement) ? document.activeElement.name : "";
        if (next && !begun(old)) old.replaceWith(next);
        if (focused) this.field(focused)?.focus();
      }
      this.dress();
    });
  }

  sameTexts(fresh) {
    const texts = FIELDS.map((name) => [this.field(name), fresh.querySelector(`[data-lesson-form] [name=${name}]`)]);
    return texts.every(([shown, now]) => !shown || !now || shown.dataset.saved === now.value);
  }

  /** Somebody else changed the lesson: its texts anew, unless something typed here isn't saved yet. */
  renew() {
    const typed = FIELDS.some((name) => {
      const field = this.field(name);
      return field && (field === document.activeElement || field.value !== field.dataset.saved);
    });
    if (typed || this.queue.pending(this.lesson) || this.queue.held.has(this.lesson)) return this.refresh();
    return this.replace(this.lesson);
  }

  async replace(lesson) {
    const fresh = await this.load(lesson);
    if (!fresh || lesson !== this.lesson) return;
    this.root.replaceWith(fresh);
    this.wire();
    this.onShown(lesson);
  }

  /** What waits for this lesson over what the server rendered, and the question about it. */
  overlay() {
    const held = this.queue.held.get(this.lesson);
    const change = held?.change ?? this.queue.pending(this.lesson) ?? {};
    for (const name of FIELDS) {
      const field = this.field(name);
      if (field && name in change) field.value = field.dataset.saved = shown(name, change[name]);
    }
    if ("briefing" in change) this.tick(change.briefing);
    this.ask(held);
  }

  tick(briefing) {
    const box = this.field("briefing");
    if (box) box.checked = briefing;
  }

  settled(edit, answer) {
    if (edit.place !== this.lesson) return;
    if (answer.status === "saved") {
      this.root.dataset.version = answer.version;
      const waits = this.queue.pending(this.lesson) ?? {};
      for (const name of FIELDS) {
        const field = this.field(name);
        const typing = field === document.activeElement || (field && field.value !== field.dataset.saved);
        if (field && name in answer && !typing && !(name in waits)) field.value = field.dataset.saved = shown(name, answer[name]);
      }
      if (!("briefing" in waits)) this.tick(answer.briefing);
      this.refresh();
    }
    this.ask(this.queue.held.get(this.lesson));
  }

  ask(held) {
    const box = this.root.querySelector("[data-clash-place]");
    if (!box) return;
    box.hidden = !held || held.kind === "reason"; // reasons.js asks above the grid
    if (box.hidden) return box.replaceChildren();
    const card = held.kind === "clash" ? this.clash(held) : this.refusal(held);
    box.replaceChildren(card);
    return card.focus({ preventScroll: true });
  }

  clash({ change, theirs }) {
    const rows = [];
    for (const [name, title] of Object.entries(TITLES)) {
      if (!(name in change) || change[name] === theirs[name]) continue;
      const [mine, now] = [change[name], theirs[name]].map((value) => this.worded(name, value));
      rows.push(element("p", "", `${title} у вас: «${mine}». Сейчас записано: «${now}».`));
    }
    const who = theirs.by === "вы" ? "вы сами в другом окне" : theirs.by;
    return this.question(`Этот урок изменили: ${[who, theirs.at].filter(Boolean).join(", ")}`, rows, "Оставить моё", "Взять новое", theirs);
  }

  worded(name, value) {
    if (name === "briefing") return value ? "проведён" : "нет";
    const option = name === "due" ? this.field(name)?.querySelector(`[value="${value}"]`) : null;
    return option?.textContent.trim() || value || "пусто";
  }

  refusal({ reason }) {
    return this.question("Не сохранилось", [element("p", "", reason)], "Отправить ещё раз", "Вернуть как было", null);
  }

  question(title, rows, keep, drop, theirs) {
    const [yes, no] = [element("button", "btn btn--main", keep), element("button", "btn", drop)];
    const lines = [element("h3", "", icon(this.sprite, theirs ? "merge" : "warn"), ` ${title}`), ...rows, element("div", "line", yes, no)];
    const card = element("div", "panel__ask", ...lines);
    card.setAttribute("role", "alertdialog");
    card.setAttribute("aria-label", title);
    card.tabIndex = -1;
    for (const button of [yes, no]) button.type = "button";
    yes.addEventListener("click", () => this.answer(true, theirs));
    no.addEventListener("click", () => this.answer(false, theirs));
    return card;
  }

  async answer(keep, theirs) {
    const { lesson } = this;
    if (theirs) this.root.dataset.version = theirs.version;
    this.queue.answer(lesson, keep);
    this.ask(null);
    if (!keep) await this.replace(lesson);
  }

  /** Ctrl+Enter: the panel of this lesson, open, with the cursor in its first field. */
  async enter(lesson) {
    await this.show(lesson);
    this.folded = false;
    this.toggle(true);
    (this.root.querySelector("select, textarea") ?? this.root.querySelector("h2")).focus();
  }
}
