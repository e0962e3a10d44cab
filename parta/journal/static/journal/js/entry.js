// What may be typed in a cell. The text of a cell («5», «4/.», «/5», «зач», «оп/4») is read and written as the server does
// it (parta/journal/rules/entries.py); the server judges, this only spares it what can't be meant.

export const LATE = "оп";
const EXEMPT = "осв";
export const OWED = "."; // «точка»: the work isn't handed in
const [PASSED, FAILED] = ["зач", "незач"];
const ABSENCE = /^(?:осв|нп|оп|н(?!езач)|у|б)/;
const MOST_WORKS = 3;

// Letters by their place on the keyboard, so that the layout doesn't matter.
const SIGN = "KeyP"; // з: зач; with Shift незач
const LETTERS = { KeyY: "н", KeyE: "у", KeyG: "нп", Comma: "б", KeyJ: LATE };

export function parse(value) {
  const absence = ABSENCE.exec(value)?.[0] ?? "";
  let rest = value.slice(absence.length);
  if (absence && rest.startsWith("/")) rest = rest.slice(1);
  const marks = rest ? rest.split("/").map((part) => (/^\d$/.test(part) ? Number(part) : part || null)) : [];
  return { absence, marks };
}

export function write({ absence, marks }) {
  const kept = [...marks];
  while (kept.length && kept.at(-1) === null) kept.pop();
  const text = kept.map((mark) => mark ?? "").join("/");
  return absence && text ? `${absence}/${text}` : absence || text;
}

/** The text for the eyes: works without a mark are left out, a точка is drawn large enough to be seen. */
export function shown(value) {
  const { absence, marks } = parse(value);
  const parts = [absence, ...marks].filter((part) => part !== null && part !== "");
  return parts.map((part) => (part === OWED ? "•" : part)).join("/");
}

/** A mark of a work: the first one (`index` 0), or the one that so many «/» lead to. Who was away may owe a work. */
function withMark(value, digit, index) {
  const { absence, marks } = parse(value);
  const kept = absence === LATE || absence === EXEMPT || digit === OWED || index > 0 || marks.length ? absence : "";
  const next = [...marks];
  const place = absence && absence !== LATE && !marks.length ? 0 : Math.min(index, MOST_WORKS - 1);
  while (next.length < place) next.push(null);
  next[place] = digit;
  return write({ absence: kept, marks: next });
}

/** Absence and marks exclude each other, but for lateness, a точка and marks handed in after the lesson («н/4»). */
function withAbsence(value, code) {
  const { absence, marks } = parse(value);
  if (code === "б" && absence === "б") return value;
  const kept = code === LATE || (absence && absence !== LATE) ? marks : marks.map((mark) => (mark === OWED ? mark : null));
  return write({ absence: code, marks: kept });
}

/** Why a change touches an exemption, which is the class teacher's to set and to lift; empty when it doesn't. */
export function exemptRefusal(before, after) {
  if (parse(before).absence !== EXEMPT || parse(after).absence === EXEMPT) return "";
  return "Ученик освобождён от урока. Освобождение снимает классный руководитель.";
}

/** Why a mark doesn't fit into a journal that has `marks`: "figures", "signs" (зач, незач) or "" (none). */
export function markRefusal(value, marks) {
  if (!marks) return "В этом журнале отметок нет, только отсутствия.";
  return marks === "signs" && typeof value === "number" ? "В этом журнале ставят зач, незач или точку, цифр нет." : "";
}

/** The cell as that of somebody present, or of somebody away: «н» of the column menu. Null: leave it alone. */
export function present(value) {
  const { absence, marks } = parse(value);
  return absence === "н" ? write({ absence: "", marks }) : null;
}

export function away(value) {
  const { absence, marks } = parse(value);
  return absence || marks.some((mark) => mark && mark !== OWED) ? null : write({ absence: "н", marks });
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
  if (event.key === "?") return null;
  if (event.key === ".") return { type: "mark", value: OWED, index: slashes };
  if (event.code === SIGN) return { type: "mark", value: event.shiftKey ? FAILED : PASSED, index: slashes };
  const digit = digitOf(event);
  if (digit) return { type: "mark", value: digit, index: slashes, stay: event.shiftKey };
  const letter = LETTERS[event.code];
  if (letter && !event.shiftKey) return { type: "absence", value: letter };
  if (event.key === "Delete" || event.key === "Backspace") return { type: "erase" };
  return null;
}

const ABSENCE_CLASSES = { н: "away", у: "away", нп: "away", б: "ill", оп: "late", осв: "away" };

/** Classes of a cell that only says what was typed; `weight` of the lesson's first work. */
export function classesOf(value, weight = 1, { comment = "", uncounted = "" } = {}) {
  const { absence, marks } = parse(value);
  const given = marks.filter(Boolean);
  const names = [];
  if (absence) names.push(ABSENCE_CLASSES[absence]);
  else if (given.length > 1) names.push("pair");
  else if (given[0] === 2 || given[0] === FAILED) names.push("two");
  else if (given.length && weight > 1) names.push("main");
  if (given.includes(PASSED) || given.includes(FAILED)) names.push("sign");
  if (given.includes(OWED)) names.push("owed");
  else if (given.length && (uncounted || weight === 0)) names.push("uncounted");
  if (comment) names.push("noted");
  return names;
}
