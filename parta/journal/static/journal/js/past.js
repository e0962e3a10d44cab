// «История отметки» in the panel: follows the selected cell, is fetched when somebody opens it.
import { part } from "parta/journal/wire";

export class CellPast {
  /** `root`: an element that holds the panel, which is exchanged when another lesson is shown. */
  constructor(root) {
    this.root = root;
    this.opened = false;
    root.addEventListener("toggle", ({ target }) => this.toggled(target), true); // toggle doesn't bubble
  }

  get box() {
    return this.root.querySelector("[data-past]");
  }

  toggled(target) {
    if (target !== this.box) return;
    this.opened = target.open;
    this.load();
  }

  /** The selected cell is another one, or something was saved in it. */
  follow(pupil, name) {
    this.pupil = pupil;
    this.name = name;
    const { box } = this;
    if (!box) return;
    box.hidden = false;
    box.querySelector("[data-past-name]").textContent = name;
    box.open = this.opened;
    this.load();
  }

  async load() {
    const { box } = this;
    if (!box?.open || !this.pupil) return;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const body = await part(box.dataset.url.replace("/0/", `/${this.pupil}/`), this.request.signal);
      box.querySelector("[data-past-body]").replaceWith(body);
    } catch {
      // Offline or overtaken by the next cell: what is shown stays.
    }
  }
}
