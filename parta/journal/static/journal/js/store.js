// What each cell holds: the server's view, and over it what was typed and isn't saved yet. Nothing is overwritten:
// a conflict or a refusal stands beside the server's view until the person answers it.
import { LATE, parse } from "parta/journal/entry";

export const EMPTY = { value: "", text: "", classes: "", spoken: "", comment: "", uncounted: "", minutes: null, version: 0 };

export const placeOf = (lesson, pupil) => `${lesson}:${pupil}`;
export const partsOf = (place) => place.split(":").map(Number);

/** What an edit may say besides its value, and the name it has in a cell's content. */
export const FIELDS = { comment: "comment", late_minutes: "minutes", uncounted: "uncounted" };

/** Whether a change leaves a cell as `view` has it. */
export function changesNothing(change, view) {
  const same = ([field, name]) => !(field in change) || (change[field] || "") === (view[name] || "");
  return change.value === view.value && Object.entries(FIELDS).every(same);
}

/** One change of a cell for two. Minutes belong to lateness, the reason not to count to marks, and go with them. */
export function mergeCells(older, newer) {
  const merged = { ...older, ...newer };
  const { absence, marks } = parse(merged.value);
  if (absence !== LATE) delete merged.late_minutes;
  if (!marks.length) delete merged.uncounted;
  return merged;
}

/** Changes of works are sent one by one: the second may count on the first. */
export function mergeLessons(older, newer) {
  const works = (change) => "set_work" in change || "remove_work" in change;
  return works(older) || works(newer) ? null : { ...older, ...newer };
}

export class Store {
  /** `read(place)`: the view in the page as the server rendered it. */
  constructor(queue, read) {
    this.queue = queue;
    this.read = read;
    this.views = new Map();
  }

  saved(place) {
    if (!this.views.has(place)) this.views.set(place, this.read(place));
    return this.views.get(place);
  }

  accept(place, view) {
    if (view.version >= this.saved(place).version) this.views.set(place, view);
  }

  change(place) {
    return this.queue.pending(place) ?? this.queue.held.get(place)?.change ?? null;
  }

  /** {value, comment, uncounted, minutes} to show: what was typed last, else what is saved. */
  current(place) {
    const { value, comment, uncounted = "", minutes } = this.saved(place);
    const change = this.change(place);
    if (!change) return { value, comment, uncounted, minutes };
    const { absence, marks } = parse(change.value);
    const late = absence === LATE;
    return {
      value: change.value,
      comment: change.comment ?? comment,
      uncounted: marks.length ? (change.uncounted ?? uncounted) : "",
      minutes: late ? (change.late_minutes ?? minutes) || null : null,
    };
  }

  /** "" | "saving" | "waits" | "failed" | "clash" | "reason" */
  status(place) {
    const held = this.queue.held.get(place);
    if (held) return held.kind;
    if (!this.queue.pending(place)) return "";
    return ["offline", "signedout", "outside"].includes(this.queue.state) ? "waits" : "saving";
  }

  put(place, change) {
    this.putAll([{ place, change }]);
  }

  putAll(changes) {
    this.queue.putAll(changes.map(({ place, change }) => {
      return { place, change: { value: this.current(place).value, ...change }, base: this.saved(place).version };
    }));
  }
}
