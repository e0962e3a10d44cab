// Edits on their way to the server: sent at once, one request in flight, what is typed meanwhile goes as the next batch.
// An edit that was sent keeps its op_id and content for ever: after a lost answer or a reload the same edit is sent
// again and the server answers it as the first time. Nothing here knows the DOM.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const MOST_EDITS = 100;

const later = (action, delay) => setTimeout(action, delay);

/** The request never reached the server or its answer never came back: wait and send again. */
export class Offline extends Error {}

/** Nobody is signed in any more: keep everything and ask to sign in. */
export class SignedOut extends Error {}

/** Nothing can be written from this network: keep everything until the page is back in the school's. */
export class Outside extends Error {}

/** The server refuses the whole request with a sentence. */
export class Refused extends Error {}

/**
 * An edit: {place, change, base, op_id, sent}. A held edit waits for a person: {place, change, base, kind, …details},
 * kind "failed" (reason), "clash" (theirs: the server's answer) or "reason" (reason: what the server asks first).
 */
export class Queue {
  /**
   * `send(edits)` gives answers by op_id or throws one of the above; `merge(older, newer)` gives one change for two,
   * or null when they must be sent one after the other; `complete(place, change)` adds what every change there needs.
   */
  constructor({ send, newId, merge, storage, complete = (_, change) => change, onChange = () => {}, onSettled = () => {}, wait = later }) {
    Object.assign(this, { send, newId, merge, storage, complete, onChange, onSettled, wait });
    const { edits = [], held = [] } = storage?.load() ?? {};
    this.edits = edits;
    this.held = new Map(held.map((one) => [one.place, one]));
    this.state = "idle"; // "idle" | "sending" | "offline" | "signedout" | "outside"
    this.why = ""; // the server's sentence about "outside"
    this.busy = false;
    this.delay = FIRST_WAIT;
    this.attempt = 0;
  }

  get waiting() {
    return new Set(this.edits.map((edit) => edit.place)).size;
  }

  /** The last change typed for a place that the server hasn't taken yet. */
  pending(place) {
    return this.edits.filter((edit) => edit.place === place).reduce((all, { change }) => ({ ...all, ...change }), null);
  }

  /** Record a change of a place. `base`: the version it was typed over; unknown while an older edit is under way. */
  put(place, change, base) {
    this.putAll([{ place, change, base }]);
  }

  /** The same for many places at once: [{place, change, base}]. */
  putAll(changes) {
    for (const { place, change, base } of changes) this.record(place, change, base);
    this.changed();
    if (this.state === "idle") this.flush(); // without network typing goes on and the timer tries
  }

  record(place, change, base) {
    const held = this.held.get(place);
    if (held?.kind === "failed") this.held.delete(place); // typed anew: the refused value is forgotten
    if (held && held.kind !== "failed") {
      held.change = { ...held.change, ...change };
      return;
    }
    const full = this.complete(place, change);
    const last = this.edits.findLast((edit) => edit.place === place);
    const merged = last && !last.sent ? this.merge(last.change, full) : null;
    if (merged) last.change = merged;
    else this.edits.push({ place, change: full, base, op_id: this.newId(), sent: false });
  }

  /** Send what waits, unless a request is under way. */
  async flush() {
    if (this.busy || !this.edits.length) return;
    const attempt = ++this.attempt;
    const batch = this.nextBatch();
    for (const edit of batch) edit.sent = true;
    this.busy = true;
    this.become(this.state === "idle" ? "sending" : this.state);
    try {
      const answers = await this.send(batch).finally(() => (this.busy = false));
      this.delay = FIRST_WAIT;
      this.settle(batch, answers);
      this.become("idle");
    } catch (error) {
      if (!this.failed(batch, error, attempt)) return;
    }
    this.flush();
  }

  /** The earliest edit of each place. */
  nextBatch() {
    const places = new Set();
    return this.edits
      .filter(({ place }) => !places.has(place) && places.add(place))
      .slice(0, MOST_EDITS);
  }

  /** After a failed request: whether to go on at once. */
  failed(batch, error, attempt) {
    if (error instanceof Refused) {
      this.settle(batch, {}, error.message);
      this.become("idle");
      return true;
    }
    this.why = error instanceof Outside ? error.message : "";
    this.become(error instanceof SignedOut ? "signedout" : error instanceof Outside ? "outside" : "offline");
    this.wait(() => attempt === this.attempt && this.flush(), this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_WAIT);
    return false;
  }

  settle(batch, answers, refusal = "Сервер не ответил на эту правку. Обновите страницу.") {
    for (const edit of batch) {
      const answer = answers[edit.op_id] ?? { status: "rejected", reason: refusal };
      this.edits.splice(this.edits.indexOf(edit), 1);
      const later = this.edits.filter(({ place }) => place === edit.place);
      if (answer.status === "saved") {
        for (const one of later) one.base = answer.version;
      } else if (answer.status === "conflict") {
        this.hold(edit, later, { kind: "clash", theirs: answer });
      } else if (answer.status === "needs_reason") {
        this.hold(edit, later, { kind: "reason", reason: answer.reason });
      } else if (later.length) {
        for (const one of later) one.base = edit.base; // typed anew meanwhile
      } else {
        this.hold(edit, [], { kind: "failed", reason: answer.reason });
      }
      this.onSettled(edit, answer);
    }
  }

  hold(edit, later, details) {
    const change = later.reduce((all, one) => ({ ...all, ...one.change }), edit.change);
    this.edits = this.edits.filter((one) => !later.includes(one));
    this.held.set(edit.place, { place: edit.place, change, base: edit.base, ...details });
  }

  /** The person answers a held edit: send it again over the server's version, or forget it. */
  answer(place, keep) {
    const held = this.held.get(place);
    if (!held) return;
    this.held.delete(place);
    if (keep) this.put(place, held.change, held.theirs?.version ?? held.base);
    else this.changed();
  }

  of(kind) {
    return [...this.held.values()].filter((one) => one.kind === kind);
  }

  become(state) {
    this.state = state;
    this.changed();
  }

  changed() {
    const { edits } = this;
    this.storage?.save({ edits, held: [...this.held.values()] });
    this.onChange();
  }
}

/** Where a queue outlives a reload; a full or forbidden storage only loses that. `url`: the page that sends it. */
export function storageOf(key, url, local = globalThis.localStorage) {
  return {
    load() {
      try {
        return JSON.parse(local.getItem(key)) ?? {};
      } catch {
        return {};
      }
    },
    save({ edits, held }) {
      try {
        if (edits.length || held.length) local.setItem(key, JSON.stringify({ url, edits, held }));
        else local.removeItem(key);
      } catch {
        // The page still holds everything; only a reload would lose it.
      }
    },
  };
}

/** A version 4 UUID; `randomUUID` itself exists only on https and localhost. */
export function newId(random = globalThis.crypto) {
  if (random.randomUUID) return random.randomUUID();
  const bytes = random.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
