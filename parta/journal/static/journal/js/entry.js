// What may be typed in a cell. The text of a cell («5», «4/5», «/5», «оп/4») is read and written as the server does it
// (parta/journal/rules/entries.py); the server judges, this only spares it what can't be meant.

export const LATE = "оп";
const ABSENCES = ["нп", "оп", "н", "у", "б"];
const MOST_WORKS = 3;

// Letters by their place on the keyboard, so that the layout doesn't matter.
const LETTERS = { KeyY: "н", KeyE: "у", KeyG: "нп", Comma: "б", KeyJ: LATE };

export function parse(value) {
  const absence = ABSENCES.find((code) => value.startsWith(code)) ?? "";
  let rest = value.slice(absence.length);
  if (absence && rest.startsWith("/")) rest = rest.slice(1);
  const marks = rest ? rest.split("/").map((part) => (part ? Number(part) : null)) : [];
  return { absence, marks };
}

export function write({ absence, marks }) {
  const kept = [...marks];
  while (kept.length && kept.at(-1) === null) kept.pop();
  const text = kept.map((mark) => mark ?? "").join("/");
  return absence && text ? `${absence}/${text}` : absence || text;
}

/** The text for the eyes: works without a mark are left out. */
export function shown(value) {
  const { absence, marks } = parse(value);
  return [absence, ...marks].filter((part) => part !== null && part !== "").join("/");
}

/** A digit of a work: the first one (`index` 0), or the one that so many «/» lead to. */
function withMark(value, digit, index) {
  const { absence, marks } = parse(value);
  const kept = absence === LATE || index > 0 || marks.length ? absence : "";
  const next = [...marks];
  const place = absence && absence !== LATE && !marks.length ? 0 : Math.min(index, MOST_WORKS - 1);
  while (next.length < place) next.push(null);
  next[place] = digit;
  return write({ absence: kept, marks: next });
}

/** Absence and marks exclude each other, but for lateness and for marks handed in after the lesson («н/4»). */
function withAbsence(value, code) {
  const { absence, marks } = parse(value);
  if (code === "б" && absence === "б") return value;
  const kept = code === LATE || (absence && absence !== LATE) ? marks : [];
  return write({ absence: code, marks: kept });
}

/** What a command makes of a cell's text. */
export function apply(value, command) {
  if (command.type === "erase") return "";
  if (command.type === "absence") return withAbsence(value, command.value);
  return withMark(value, command.value, command.index ?? 0);
}

function digitOf(event) {
  const [, place, figure] = /^(Digit|Numpad)([2-5])$/.exec(event.code) ?? [];
  if (!figure) return event.key >= "2" && event.key <= "5" && event.key.length === 1 ? Number(event.key) : null;
  // With NumLock off the keypad's digits are arrows; Shift changes the key of the upper row only.
  return place === "Digit" || event.key === figure ? Number(figure) : null;
}

/**
 * The command of a key press, null when it isn't one of entry. `slashes`: how many «/» were pressed just before.
 * {type: "mark", value, index, stay} | {type: "absence", value} | {type: "erase"} | {type: "slash"}
 */
export function commandOf(event, slashes = 0) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === "/") return { type: "slash" };
  if (event.key === "?" || event.key === ".") return null;
  const digit = digitOf(event);
  if (digit) return { type: "mark", value: digit, index: slashes, stay: event.shiftKey };
  const letter = LETTERS[event.code];
  if (letter && !event.shiftKey) return { type: "absence", value: letter };
  if (event.key === "Delete" || event.key === "Backspace") return { type: "erase" };
  return null;
}

const ABSENCE_CLASSES = { н: "away", у: "away", нп: "away", б: "ill", оп: "late" };

/** Classes of a cell that only says what was typed; `weight` of the lesson's first work. */
export function classesOf(value, weight = 1, comment = "") {
  const { absence, marks } = parse(value);
  const given = marks.filter(Boolean);
  const names = [];
  if (absence) names.push(ABSENCE_CLASSES[absence]);
  else if (given.length > 1) names.push("pair");
  else if (given[0] === 2) names.push("two");
  else if (given.length && weight > 1) names.push("main");
  if (comment) names.push("noted");
  return names;
}
