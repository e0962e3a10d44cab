// What hangs on the panel's homework: files, tasks of single pupils, copying from the parallel class.
// Each is a form the server takes; here it is sent without leaving the page.
import { part, submit } from "parta/journal/wire";

const CLOCK = "Отправляем…";

export class Extras {
  /** `panel`: the lesson panel; it shows what has changed by `refresh()`. */
  constructor(panel) {
    this.panel = panel;
  }

  wire(root) {
    root.addEventListener("submit", (event) => this.submitted(event));
    root.addEventListener("change", ({ target }) => "sendFile" in target.dataset && target.files.length && target.form.requestSubmit());
    root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-parallel]");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.offer(link);
    });
  }

  submitted({ target: form, submitter }) {
    if ("extra" in form.dataset) this.send(form, submitter);
    if ("take" in form.dataset) this.take(form);
  }

  async send(form, submitter) {
    if (form.ariaBusy === "true") return;
    const body = new FormData(form, submitter);
    form.ariaBusy = "true";
    this.say(form, CLOCK);
    try {
      const { done } = await submit(form.action, body, (share) => this.say(form, `${CLOCK} ${Math.round(share * 100)} %`));
      form.reset();
      this.say(form, done);
      this.settle(form);
    } catch (error) {
      form.querySelector("[type=file]")?.form.reset();
      this.say(form, error.message, true);
    } finally {
      form.ariaBusy = null;
    }
  }

  /** A form that is done closes; the lists show what has become of it. */
  settle(form) {
    const details = form.closest("details");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    }
    this.panel.refresh();
  }

  /** What happened: beside the form, else for the ears only. */
  say(form, text, failed = false) {
    const box = form.querySelector("[data-extra-state]");
    if (box) box.textContent = text;
    box?.classList.toggle("is-red", failed);
    if (failed || !box) this.panel.say(text);
  }

  async offer(link) {
    const place = this.panel.root.querySelector("[data-parallel-place]");
    place.hidden = !place.hidden;
    link.setAttribute("aria-expanded", String(!place.hidden));
    if (place.hidden) return;
    place.textContent = "Ищем…";
    try {
      place.replaceChildren(await part(`${link.href}&part=1`));
    } catch {
      place.textContent = "Сейчас не получить: нет сети.";
    }
  }

  /** The texts of the like lesson as an edit of this one; its files by reference. */
  take(form) {
    const change = {};
    for (const name of ["topic", "homework"]) {
      if (form.elements[name]) change[name] = form.elements[name].value;
    }
    if (form.elements.minutes) change.minutes = Number(form.elements.minutes.value);
    this.panel.fill(change);
    this.panel.root.querySelector("[data-parallel-place]").hidden = true;
    const link = this.panel.root.querySelector("[data-parallel]");
    link.setAttribute("aria-expanded", "false");
    link.focus();
    if (!form.dataset.filesUrl) return;
    const body = new FormData();
    body.set("from", form.elements.from.value);
    submit(form.dataset.filesUrl, body).then(() => this.panel.refresh(), (error) => this.panel.say(error.message));
  }
}
