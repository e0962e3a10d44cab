// The roll-call page: counts who is away, keeps what was tapped and what isn't sent yet (ids and values only), sends
// it without leaving the page. Without this module the form goes the ordinary way.
import { newId, Queue, storageOf } from "parta/journal/queue";
import { plural, words } from "parta/journal/status";
import { post } from "parta/journal/wire";

const PLACE = "roll";
const LATE = "оп";
const LONGEST_LATE = 45;
const KEPT = "Перекличка записана на этом телефоне и уйдёт сама, когда сеть вернётся. Страницу можно закрыть.";
const OUT = "Вы вышли. Перекличка записана на этом телефоне и уйдёт, когда вы снова войдёте.";

class Row {
  constructor(box) {
    this.box = box;
    this.pupil = Number(box.dataset.pupil);
    this.version = box.querySelector("[name^=version-]");
    this.away = box.querySelector("[name^=away-]");
    this.late = box.querySelector("[name^=late-]");
    this.minutes = box.querySelector("[name^=minutes-]");
    this.whys = [...box.querySelectorAll("[name^=why-]")];
  }

  get absence() {
    if (this.away.checked) return this.whys.find((why) => why.checked)?.value ?? "н";
    return this.late.checked ? LATE : "";
  }

  read() {
    const late = this.absence === LATE ? Number(this.minutes.value) || 0 : 0;
    return { pupil: this.pupil, absence: this.absence, late_minutes: late, base_version: Number(this.version.value) };
  }

  show({ absence, late_minutes }) {
    this.late.checked = absence === LATE;
    this.away.checked = Boolean(absence) && !this.late.checked;
    for (const why of this.whys) if (this.away.checked) why.checked = why.value === absence;
    this.minutes.value = late_minutes || "";
  }

  problem(text) {
    const line = this.box.querySelector("[data-row-problem]");
    line.hidden = !text;
    line.textContent = text;
  }
}

class RollCall {
  constructor(form) {
    this.form = form;
    this.rows = [...form.querySelectorAll("[data-pupil]")].map((box) => new Row(box));
    const { user, lesson } = form.dataset;
    this.draft = storageOf(`parta:roll:${user}:${lesson}:draft`);
    this.queue = new Queue({
      newId,
      storage: storageOf(`parta:journal:${user}:roll:${lesson}`, location.pathname),
      merge: (_, newer) => newer,
      onChange: () => this.queue && this.say(),
      onSettled: (edit, answer) => this.settled(edit, answer),
      send: (edits) => this.send(edits[0]),
    });
    this.restore();
    this.listen();
    this.count();
    this.say();
    this.queue.flush();
  }

  listen() {
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.queue.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.queue.flush());
  }

  /** What was tapped before a reload, where nobody has written meanwhile. */
  restore() {
    const rows = this.queue.pending(PLACE)?.rows ?? this.draft.load().edits ?? [];
    const kept = new Map(rows.map((row) => [row.pupil, row]));
    for (const row of this.rows) {
      const one = kept.get(row.pupil);
      if (one && one.base_version === Number(row.version.value)) row.show(one);
    }
  }

  changed(field) {
    const row = this.rows.find(({ box }) => box.contains(field));
    if (!row) return;
    row.problem("");
    if (field === row.away && row.away.checked) row.late.checked = false;
    if (field === row.late && row.late.checked && !row.minutes.value) row.minutes.value = this.minutesNow() || "";
    this.draft.save({ edits: this.rows.map((one) => one.read()), held: [] });
    this.count();
  }

  /** Minutes since the bell by this phone's clock; 0 when the lesson isn't under way. */
  minutesNow() {
    const [hour, minute] = (this.form.dataset.starts ?? "").split(":").map(Number);
    if (Number.isNaN(hour) || minute === undefined) return 0;
    const now = new Date();
    const passed = (now.getHours() - hour) * 60 + now.getMinutes() - minute;
    return passed > 0 && passed <= LONGEST_LATE ? passed : 0;
  }

  count() {
    const found = this.rows.map((row) => row.absence).filter(Boolean);
    const late = found.filter((absence) => absence === LATE).length;
    const away = found.length - late;
    const line = this.form.querySelector("[data-counts]");
    const strong = document.createElement("strong");
    strong.textContent = away ? `Нет ${away}` : "Все здесь";
    line.replaceChildren(strong, late ? `, ${plural(late, "опоздал", "опоздали", "опоздали")} ${late}` : "");
    line.hidden = false;
  }

  submit(event) {
    event.preventDefault();
    this.problem("");
    this.queue.answer(PLACE, false); // what was answered with a conflict is sent anew, as it stands now
    this.leaving = true;
    this.queue.put(PLACE, { rows: this.rows.map((row) => row.read()), reason: this.form.elements.reason?.value ?? "" }, 0);
    this.queue.flush();
  }

  async send({ op_id, change }) {
    const { user } = this.form.dataset;
    return { [op_id]: await post(this.form.action, { op_id, ...change }, user, this.queue.state === "signedout") };
  }

  settled(edit, answer) {
    if (answer.status === "saved") this.saved(answer);
    else this.refused(answer);
  }

  saved({ versions, next }) {
    for (const row of this.rows) row.version.value = versions[row.pupil] ?? row.version.value;
    for (const later of this.queue.edits) {
      for (const row of later.change.rows) row.base_version = versions[row.pupil] ?? row.base_version;
    }
    this.savedAt = new Date();
    if (this.queue.edits.length) return;
    this.draft.save({ edits: [], held: [] });
    if (this.leaving) location.assign(next);
    else location.reload();
  }

  refused({ reason, rows = {} }) {
    this.leaving = false;
    this.problem(reason);
    for (const row of this.rows) {
      const found = rows[row.pupil];
      if (!found) continue;
      row.problem(found.text);
      if (found.version !== undefined) row.version.value = found.version;
    }
    const first = this.form.querySelector("[data-row-problem]:not([hidden])");
    (first ?? document.querySelector("[data-problem]")).scrollIntoView({ block: "center" });
  }

  problem(text) {
    const box = document.querySelector("[data-problem]");
    box.hidden = !text;
    box.querySelector("p").textContent = text;
  }

  /** The line of state at the top, and the bar while nothing can be sent. */
  say() {
    const { state, waiting } = this.queue;
    const stuck = state === "offline" || state === "signedout";
    const bar = document.querySelector("[data-bar]");
    bar.hidden = !(stuck && waiting);
    bar.querySelector("p").textContent = state === "signedout" ? OUT : KEPT;
    bar.querySelector("[data-bar-login]").hidden = state !== "signedout";
    this.line(waiting && stuck ? { icon: "offline", text: "Ждёт сети" } : this.words());
  }

  words() {
    const { state, waiting } = this.queue;
    return waiting ? words({ state, waiting, clashes: 0, failed: 0, savedAt: null }) : { icon: "saved", text: "" };
  }

  line({ icon, text }) {
    for (const box of document.querySelectorAll("[data-save]")) {
      for (const svg of box.querySelectorAll("[data-icon]")) svg.toggleAttribute("hidden", !text || svg.dataset.icon !== icon);
      box.querySelector("[data-save-text]").textContent = text;
    }
  }
}

const form = document.querySelector("[data-roll]");
if (form) new RollCall(form);
