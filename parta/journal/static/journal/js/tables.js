// Tables of the clipboard as spreadsheets write and read them, and what a text from there means in a cell.

const SPELLINGS = new Map([
  ...["5", "4", "3", "2"].map((figure) => [figure, figure]),
  ...["зач", "зач.", "зачет", "зачёт"].map((word) => [word, "зач"]),
  ...["незач", "незач.", "незачет", "незачёт"].map((word) => [word, "незач"]),
  ...[".", "•", "точка"].map((word) => [word, "."]),
  ["", ""],
]);
const ABSENCE = /^(?:осв|нп|оп|н(?!езач)|у|б)/;
const MOST_WORKS = 3;

/** Rows of texts. A text in quotation marks may hold tabs, line ends and doubled quotation marks. */
export function parseTable(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/gy;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (;;) {
    const [, quoted, plain, end] = cell.exec(source);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\t") continue;
    if (end === "") return rows;
    rows.push([]);
  }
}

export function formatTable(rows) {
  return rows.map((texts) => texts.join("\t")).join("\n");
}

/** The same for spreadsheets: without a format of its own «4/5» becomes the fourth of May there. */
export function formatHtml(rows) {
  const text = (value) => (/^\d?$/.test(value) ? `<td>${value}</td>` : `<td style="mso-number-format:'\\@'" sdnum="1033;0;@">${value}</td>`);
  return `<table>${rows.map((texts) => `<tr>${texts.map(text).join("")}</tr>`).join("")}</table>`;
}

/**
 * {value} of a text as people write it («5», «4 / 5», «зачёт», «Н»), or {problem}: why it can't be one.
 * `marks`: what the journal has: "figures", "signs" (зач, незач) or "". `today`: the lesson is today's.
 */
export function read(text, { marks, today }) {
  const written = text.replace(/\s/g, "").toLowerCase();
  const absence = ABSENCE.exec(written)?.[0] ?? "";
  const rest = written.slice(absence.length).replace(absence ? /^\// : /^$/, "");
  const parts = rest.split("/").map((part) => SPELLINGS.get(part));
  while (parts.length && parts.at(-1) === "") parts.pop();
  if (parts.includes(undefined)) return { problem: "не отметка и не отсутствие" };
  const problem = refusal(absence, parts, marks, today);
  if (problem) return { problem };
  const value = parts.join("/");
  return { value: absence && value ? `${absence}/${value}` : absence || value };
}

function refusal(absence, parts, marks, today) {
  const given = parts.filter(Boolean);
  if (absence === "осв") return "«осв» ставит классный руководитель";
  if (parts.length > MOST_WORKS) return "в клетке не больше трёх отметок";
  if (given.length && !marks) return "в этом журнале отметок нет, только отсутствия";
  if (marks === "signs" && given.some((part) => /\d/.test(part))) return "в этом журнале ставят зач, незач или точку";
  if (today && absence && absence !== "оп" && given.some((part) => part !== ".")) return `отметка и «${absence}» за один урок не ставятся`;
  return "";
}
