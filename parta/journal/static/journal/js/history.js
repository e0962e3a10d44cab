// The person's own actions on this page, to be taken back and done again. An action is a step: [{place, before, after}],
// before and after being contents of a cell ({value, comment, …}). Nothing here knows the DOM or the queue.

const MOST_STEPS = 50;

export class History {
  constructor() {
    this.done = [];
    this.undone = [];
  }

  push(step) {
    this.done.push(step);
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
  }

  /** The server wrote a typed value in its own way («б» as «н»): so shall the steps remember it. */
  settled(place, typed, value) {
    if (typed === value) return;
    for (const one of [...this.done, ...this.undone].flat()) {
      if (one.place !== place) continue;
      for (const content of [one.before, one.after]) if (content.value === typed) content.value = value;
    }
  }

  /**
   * Take back the last action, or `step`: {changes: [{place, from, to}], skipped: [place]}, null when there is none.
   * `holds(place, content)`: whether the cell still holds what the action left there; others' writing is skipped.
   */
  undo(holds, step = this.done.at(-1)) {
    const index = this.done.indexOf(step);
    if (index < 0) return null;
    this.done.splice(index, 1);
    return this.moved(step, this.undone, holds, "after", "before");
  }

  redo(holds) {
    const step = this.undone.pop();
    return step ? this.moved(step, this.done, holds, "before", "after") : null;
  }

  moved(step, stack, holds, from, to) {
    const kept = step.filter((one) => holds(one.place, one[from]));
    if (kept.length) stack.push(kept);
    return {
      changes: kept.map((one) => ({ place: one.place, from: one[from], to: one[to] })),
      skipped: step.filter((one) => !kept.includes(one)).map(({ place }) => place),
    };
  }
}
