// Blocks of cells, tables of the clipboard, taking actions back.
import assert from "node:assert/strict";
import test from "node:test";
import { History } from "parta/journal/history";
import { meaningOf } from "parta/journal/navigation";
import { cellsOf, land, rectangle } from "parta/journal/ranges";
import { formatHtml, formatTable, parseTable, read } from "parta/journal/tables";

const ROWS = [0, 1, 3, 4]; // a filter hides row 2
const COLS = [0, 1];

test("a block lies between its corners, in the rows that are shown", () => {
  const box = rectangle({ row: 3, col: 2 }, { row: 1, col: 1 });
  assert.deepEqual(box, { top: 1, left: 1, bottom: 3, right: 2 });
  assert.deepEqual(cellsOf(box, ROWS, [0, 1, 2]).map(({ row, col }) => [row, col]), [[1, 1], [1, 2], [3, 1], [3, 2]]);
  assert.deepEqual(cellsOf(box, ROWS, [0, 2]).map(({ row, col }) => [row, col]), [[1, 2], [3, 2]]);
});

test("one text fills the block, a table begins at its corner", () => {
  const box = rectangle({ row: 1, col: 0 }, { row: 3, col: 1 });
  assert.deepEqual(land([["5"]], box, ROWS, COLS).cells.map(({ text }) => text), ["5", "5", "5", "5"]);
  const { cells, outside } = land([["5", "4"], ["3", "2"]], box, ROWS, COLS);
  assert.deepEqual(cells.map(({ row, col, text }) => [row, col, text]), [[1, 0, "5"], [1, 1, "4"], [3, 0, "3"], [3, 1, "2"]]);
  assert.equal(outside, 0);
  assert.equal(land([["5", "4", ""], ["3", "2", "5"], ["", "", ""], ["4", "", ""]], box, ROWS, COLS).outside, 2, "empty ones don't count");
});

const TABLES = [
  ["5\t4\r\n3\t\r\n", [["5", "4"], ["3", ""]]],
  ["5", [["5"]]],
  ["\t5\n", [["", "5"]]],
  ['"н\nили у"\t"он ""знал"""\n4', [["н\nили у", 'он "знал"'], ["4"]]],
  ["5\n\n4\n", [["5"], [""], ["4"]]],
  ['5"\t4', [['5"', "4"]]],
];

test("tables as Excel and LibreOffice copy them", () => {
  for (const [text, rows] of TABLES) assert.deepEqual(parseTable(text), rows, JSON.stringify(text));
  assert.equal(formatTable([["5", "4/5"], ["", "н"]]), "5\t4/5\n\tн");
  assert.match(formatHtml([["5", "4/5"]]), /<td>5<\/td><td style="mso-number-format:'\\@'"[^>]*>4\/5<\/td>/, "not the fourth of May");
});

const JOURNAL = { marks: "figures", today: false };
const TEXTS = [
  ["5", "5"], [" 4 / 5 ", "4/5"], ["/5", "/5"], ["4/", "4"], ["Н", "н"], ["нп", "нп"], ["оп 4", "оп/4"], ["ОП/4", "оп/4"], ["н/4", "н/4"],
  ["зачёт", "зач"], ["Незач.", "незач"], ["•", "."], ["", ""], ["\u00a0", ""], ["н/.", "н/."],
];
const WRONG = [
  ["6", /не отметка/], ["5,0", /не отметка/], ["04.май", /не отметка/], ["болел", /не отметка/], ["5/4/3/2", /трёх/], ["осв", /классный руководитель/],
];

test("a pasted text means what the same text typed would", () => {
  for (const [text, value] of TEXTS) assert.deepEqual(read(text, JOURNAL), { value }, text);
  for (const [text, problem] of WRONG) assert.match(read(text, JOURNAL).problem, problem, text);
  assert.match(read("н/4", { ...JOURNAL, today: true }).problem, /не ставятся/);
  assert.deepEqual(read("оп/4", { ...JOURNAL, today: true }), { value: "оп/4" });
  assert.match(read("5", { ...JOURNAL, marks: "" }).problem, /только отсутствия/);
  assert.match(read("5", { ...JOURNAL, marks: "signs" }).problem, /зач, незач/);
  assert.deepEqual(read("зач", { ...JOURNAL, marks: "signs" }), { value: "зач" });
});

/** A sheet of values, and steps written in it. */
function makeSheet() {
  const cells = {};
  const history = new History();
  const write = (values) => {
    history.push(Object.entries(values).map(([place, value]) => ({ place, before: { value: cells[place] ?? "" }, after: { value } })));
    Object.assign(cells, values);
  };
  const holds = (place, { value }) => cells[place] === value;
  const move = (found) => {
    for (const { place, to } of found?.changes ?? []) cells[place] = to.value;
    return found?.skipped;
  };
  return { cells, history, write, undo: (step) => move(history.undo(holds, step)), redo: () => move(history.redo(holds)) };
}

test("one action is one step, however many cells; what is typed anew ends the redoing", () => {
  const sheet = makeSheet();
  sheet.write({ a: "5", b: "5", c: "5" });
  sheet.write({ b: "4" });
  assert.deepEqual(sheet.undo(), []);
  assert.deepEqual(sheet.cells, { a: "5", b: "5", c: "5" });
  sheet.undo();
  assert.deepEqual(sheet.cells, { a: "", b: "", c: "" });
  sheet.redo();
  sheet.redo();
  assert.deepEqual(sheet.cells, { a: "5", b: "4", c: "5" });
  sheet.undo();
  sheet.write({ a: "3" });
  assert.equal(sheet.redo(), undefined);
});

test("a cell somebody else has changed is skipped and named", () => {
  const sheet = makeSheet();
  sheet.write({ a: "5", b: "5" });
  sheet.cells.a = "2";
  assert.deepEqual(sheet.undo(), ["a"]);
  assert.deepEqual(sheet.cells, { a: "2", b: "" });
  assert.deepEqual(sheet.redo(), []);
  assert.deepEqual(sheet.cells, { a: "2", b: "5" });
});

test("a step from the middle; what the server wrote in its own way; no more than fifty", () => {
  const sheet = makeSheet();
  sheet.write({ a: "б" });
  const [step] = sheet.history.done;
  sheet.write({ b: "4" });
  sheet.cells.a = "н";
  sheet.history.settled("a", "б", "н");
  assert.deepEqual(sheet.undo(step), []);
  assert.deepEqual(sheet.cells, { a: "", b: "4" });
  for (let turn = 0; turn < 60; turn += 1) sheet.write({ c: String(turn) });
  assert.equal(sheet.history.done.length, 50);
});

test("keys of blocks and of taking back don't depend on the layout", () => {
  const key = (name, code, extra) => ({ key: name, code, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...extra });
  const size = { rows: 26, cols: 10, today: 6 };
  const meaning = (...args) => meaningOf(key(...args), { row: 3, col: 3 }, size, (_, col) => col === 8);
  assert.deepEqual(meaning("ArrowDown", "ArrowDown", { shiftKey: true }), { type: "extend", to: { row: 4, col: 3 } });
  assert.deepEqual(meaning("End", "End", { shiftKey: true }), { type: "extend", to: { row: 3, col: 9 } });
  assert.deepEqual(meaning("ArrowRight", "ArrowRight", { shiftKey: true, ctrlKey: true }), { type: "extend", to: { row: 3, col: 8 } });
  assert.deepEqual(meaning("я", "KeyZ", { ctrlKey: true }), { type: "undo" });
  assert.deepEqual(meaning("Я", "KeyZ", { ctrlKey: true, shiftKey: true }), { type: "redo" });
  assert.deepEqual(meaning("н", "KeyY", { ctrlKey: true }), { type: "redo" });
  assert.deepEqual(meaning("в", "KeyD", { ctrlKey: true }), { type: "down" });
});
