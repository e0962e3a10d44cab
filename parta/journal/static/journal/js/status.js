// The words about saving: one sentence for the state of all queues of the page.

export function plural(count, one, few, many) {
  const [ten, hundred] = [count % 10, count % 100];
  if (ten === 1 && hundred !== 11) return one;
  return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? few : many;
}

const counted = (count, one, few, many) => `${count}\u00a0${plural(count, one, few, many)}`;

export function clock(date) {
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, "0")}`;
}

const MARKS = ["отметка", "отметки", "отметок"];
const CHANGES = ["изменение", "изменения", "изменений"];

/**
 * {waiting, state, clashes, failed, …Nouns, savedAt} of the page's queues taken together. `cells` is the queue of
 * marks; what belongs to another queue is called a change.
 */
export function total(cells, lessons, savedAt) {
  const states = [cells.state, lessons.state];
  const count = (kind) => cells.of(kind).length + lessons.of(kind).length;
  const nouns = (kind) => (lessons.of(kind).length ? CHANGES : MARKS);
  return {
    waiting: cells.waiting + lessons.waiting,
    clashes: count("clash"),
    clashNouns: nouns("clash"),
    failed: count("failed"),
    failedNouns: nouns("failed"),
    reasons: count("reason"),
    reasonNouns: nouns("reason"),
    state: ["signedout", "outside", "offline", "sending"].find((state) => states.includes(state)) ?? "idle",
    why: cells.why || lessons.why,
    savedAt,
  };
}

const wait = (count) => plural(count, "ждёт", "ждут", "ждут");

/** {kind, icon, text}: the line of state; with {why, action} when a person has to look. */
export function words({ waiting, clashes, clashNouns, failed, failedNouns, reasons, reasonNouns, state, savedAt }) {
  const changes = counted(waiting, ...CHANGES);
  if (state === "signedout") return { kind: "offline", icon: "key", text: `${changes} ${wait(waiting)} входа` };
  if (state === "outside") return { kind: "offline", icon: "offline", text: `${changes} ${wait(waiting)} сети школы` };
  if (state === "offline") return { kind: "offline", icon: "offline", text: `${changes} ${wait(waiting)} сети` };
  if (clashes) {
    const text = `${counted(clashes, ...clashNouns)} ${wait(clashes)} вашего решения`;
    return { kind: "offline", icon: "merge", text, why: "clash", action: "Решить" };
  }
  if (reasons) {
    const text = `${counted(reasons, ...reasonNouns)} ${wait(reasons)} причины`;
    return { kind: "offline", icon: "warn", text, why: "reason", action: "Назвать" };
  }
  if (failed) {
    const verb = plural(failed, failedNouns === MARKS ? "не сохранилась" : "не сохранилось", "не сохранились", "не сохранились");
    return { kind: "failed", icon: "warn", text: `${counted(failed, ...failedNouns)} ${verb}.`, why: "failed", action: "Почему?" };
  }
  if (state === "sending" || waiting) return { kind: "", icon: "sending", text: "Сохраняем…" };
  return savedAt
    ? { kind: "ok", icon: "saved", text: `Сохранено · ${clock(savedAt)}` }
    : { kind: "", icon: "saved", text: "Сохраняется само" };
}

/** {strong, text} of the bar above the grid while nothing can be sent, null otherwise. */
export function bar({ waiting, state, why }) {
  if (state === "signedout") {
    return { strong: "Вы вышли.", text: "Записанное осталось на этом компьютере и уйдёт, когда вы снова войдёте." };
  }
  if (state === "outside") {
    return { strong: "Вы не в сети школы.", text: `${why} Записанное осталось на этом компьютере и уйдёт из сети школы.` };
  }
  if (state !== "offline") return null;
  const kept = plural(waiting, "записано", "записаны", "записаны");
  const go = plural(waiting, "уйдёт само", "уйдут сами", "уйдут сами");
  const changes = counted(waiting, "изменение", "изменения", "изменений");
  return { strong: "Нет сети.", text: `Продолжайте работать: ${changes} ${kept} на этом компьютере и ${go}, когда сеть вернётся.` };
}
