// Other people's changes appear while the page stays open: it asks now and then, while somebody looks at it.
import { placeOf } from "parta/journal/store";
import { ask } from "parta/journal/wire";

const PAUSE = 20000;

export class News {
  constructor(bench) {
    this.bench = bench;
    this.since = bench.dataset.since;
    setInterval(() => document.hidden || this.look(), PAUSE);
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  async look() {
    const { newsUrl, period } = this.bench.dataset;
    try {
      const answer = await ask(`${newsUrl}?${new URLSearchParams({ since: this.since, period })}`);
      this.since = answer.since;
      if (answer.reload) this.bench.cursor.say("Журнал сильно изменился. Обновите страницу.");
      else if (answer.cells) this.take(answer);
    } catch {
      // Offline or signed out: the queue says so when there is something to send.
    }
  }

  take(answer) {
    const { exchange, panel, sheet } = this.bench;
    for (const [lesson, cells] of Object.entries(answer.cells)) {
      for (const [pupil, view] of Object.entries(cells)) exchange.accept(placeOf(lesson, pupil), view);
    }
    sheet.tell(answer);
    if (panel.lesson in answer.heads) panel.renew();
  }
}
