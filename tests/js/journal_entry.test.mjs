// What keys make of a cell, and where they lead.
import assert from "node:assert/strict";
import test from "node:test";
import { whoToAsk } from "parta/journal/asking";
import { apply, away, classesOf, commandOf, exemptRefusal, markRefusal, parse, present, shown, write } from "parta/journal/entry";
import { meaningOf } from "parta/journal/navigation";

const key = (name, code, extra = {}) => ({ key: name, code, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...extra });

test("a cell's text is read and written alike", () => {
  for (const text of ["", "5", "4/5", "/5", "н", "оп", "оп/4", "н/4", "оп/4/5", "нп", "зач", "незач", "5/.", "./4", "н/незач", "осв", "осв/4"]) assert.equal(write(parse(text)), text);
  assert.equal(shown("/5"), "5");
  assert.equal(shown("оп/4"), "оп/4");
  assert.equal(shown("н/."), "н/•");
});

const ENTRY = [
  ["", ["5", "Digit5"], "5"],
  ["4", ["5", "Digit5"], "5"],
  ["н", ["3", "Digit3"], "3", "the pupil was there after all"],
  ["оп", ["4", "Digit4"], "оп/4", "late, and a mark"],
  ["4", ["щ", "KeyJ"], "оп/4"],
  ["4", ["y", "KeyY"], "н"],
  ["4", ["н", "KeyY"], "н", "the layout doesn't matter"],
  ["", ["п", "KeyG"], "нп"],
  ["", ["е", "KeyE"], "у"],
  ["", ["б", "Comma"], "б"],
  ["б", ["б", "Comma"], "б"],
  ["н/4", ["у", "KeyE"], "у/4", "a mark handed in later stays"],
  ["4/5", ["3", "Digit3"], "3/5", "the second mark is erased only by Delete"],
  ["4/5", ["Delete", "Delete"], ""],
  ["", [".", "Slash"], ".", "the work is owed"],
  ["", [".", "Period"], "."],
  ["н", [".", "Slash"], "н/.", "away, and owes the work"],
  [".", ["y", "KeyY"], "н/."],
  [".", ["4", "Digit4"], "4", "handed in"],
  ["н/.", ["4", "Digit4"], "н/4"],
  ["", ["з", "KeyP"], "зач"],
  ["зач", ["З", "KeyP", { shiftKey: true }], "незач"],
  ["осв", ["4", "Digit4"], "осв/4"],
  ["5", ["Backspace", "Backspace"], ""],
];

test("keys of entry", () => {
  for (const [before, [name, code, extra], after, why] of ENTRY) {
    assert.equal(apply(before, commandOf(key(name, code, extra))), after, `${before || "empty"} + ${name}${why ? `: ${why}` : ""}`);
  }
});

test("the slash leads to the second and the third work", () => {
  assert.deepEqual(commandOf(key("/", "Slash")), { type: "slash" });
  assert.equal(apply("4", commandOf(key("5", "Digit5"), 1)), "4/5");
  assert.equal(apply("", commandOf(key("5", "Digit5"), 1)), "/5");
  assert.equal(apply("4/5", commandOf(key("3", "Digit3"), 2)), "4/5/3");
  assert.equal(apply("н", commandOf(key("4", "Digit4"), 1)), "н/4", "handed in later");
});

test("a whole column is present or away; marks and reasons of the class teacher are left alone", () => {
  for (const [before, after] of [["н", ""], ["н/4", "4"], ["н/.", "."], ["у", null], ["б", null], ["оп", null], ["5", null], ["", null]]) {
    assert.equal(present(before), after, `present: ${before}`);
  }
  for (const [before, after] of [["", "н"], [".", "н/."], ["5", null], ["у", null], ["осв", null], ["оп/4", null]]) {
    assert.equal(away(before), after, `away: ${before}`);
  }
});

test("what a journal doesn't take, and what the class teacher has set", () => {
  assert.equal(markRefusal(5, "figures"), "");
  assert.equal(markRefusal("зач", "signs"), "");
  assert.match(markRefusal(5, "signs"), /зач, незач/);
  assert.match(markRefusal(".", ""), /отметок нет/);
  assert.match(exemptRefusal("осв", ""), /классный руководитель/);
  assert.equal(exemptRefusal("осв", "осв/4"), "");
});

test("Shift keeps the place, other modifiers aren't entry", () => {
  assert.equal(commandOf(key("%", "Digit5", { shiftKey: true })).stay, true);
  assert.equal(commandOf(key("5", "Digit5", { ctrlKey: true })), null);
  assert.equal(commandOf(key("?", "Digit7", { shiftKey: true })), null, "the question mark of the Russian layout");
  assert.equal(commandOf(key("ArrowDown", "Numpad2")), null, "NumLock off");
  assert.equal(commandOf(key("2", "Numpad2")).value, 2);
  assert.equal(commandOf(key("6", "Digit6")), null);
});

test("only 2 is red, weighted work is semibold", () => {
  assert.deepEqual(classesOf("2", 3), ["two"]);
  assert.deepEqual(classesOf("5", 2), ["main"]);
  assert.deepEqual(classesOf("5", 1, { comment: "хорошо" }), ["noted"]);
  assert.deepEqual(classesOf("5", 2, { uncounted: "переписал" }), ["main", "uncounted"]);
  assert.deepEqual(classesOf("5", 0), ["uncounted"]);
  assert.deepEqual(classesOf("незач/."), ["pair", "sign", "owed"]);
  assert.deepEqual(classesOf("4/5", 3), ["pair"]);
});

test("who to ask: no mark at the last lessons they were at, the longest first, without those away today", () => {
  const rows = [
    ["5", "", "", ""],
    ["", "", "", ""],
    ["", "", "", "5"],
    ["", "", "", "н"],
    ["4", "н", "", ""],
    ["", "", ".", "оп"],
    [null, null, "", ""],
    ["", "зач", "", ""],
  ];
  assert.deepEqual(whoToAsk(rows, 3), [{ row: 1, lessons: 4 }, { row: 5, lessons: 4 }, { row: 0, lessons: 3 }]);
});

const SIZE = { rows: 26, cols: 10, today: 6 };
const MOVES = [
  [[3, 3], ["ArrowUp"], [2, 3]],
  [[0, 0], ["ArrowLeft"], [0, 0]],
  [[25, 3], ["ArrowDown"], [25, 3]],
  [[25, 3], ["Enter"], [0, 4]],
  [[0, 4], ["Enter", { shiftKey: true }], [25, 3]],
  [[4, 4], ["Home"], [4, 0]],
  [[4, 4], ["End"], [4, 9]],
  [[4, 4], ["Home", { ctrlKey: true }], [0, 0]],
  [[4, 4], ["End", { ctrlKey: true }], [25, 6]],
  [[4, 4], ["PageDown"], [14, 4]],
  [[4, 4], ["PageUp"], [0, 4]],
  [[4, 4], ["ArrowRight", { ctrlKey: true }], [4, 8]],
];

test("keys of moving", () => {
  for (const [[row, col], [name, extra], [toRow, toCol]] of MOVES) {
    const found = meaningOf(key(name, name, extra), { row, col }, SIZE, (_, at) => at === 8);
    assert.deepEqual(found, { type: "move", to: { row: toRow, col: toCol } }, name);
  }
});

test("keys of commands", () => {
  const table = [
    [key(" ", "Space"), "palette"], [key("F2", "F2"), "palette"], [key("ArrowDown", "ArrowDown", { altKey: true }), "palette"],
    [key("F2", "F2", { shiftKey: true }), "comment"], [key("Enter", "Enter", { ctrlKey: true }), "panel"],
    [key("с", "KeyC"), "today"], [key("?", "Slash", { shiftKey: true }), "keys"], [key("Escape", "Escape"), "escape"],
  ];
  for (const [event, type] of table) assert.deepEqual(meaningOf(event, { row: 0, col: 0 }, SIZE), { type });
  assert.equal(meaningOf(key("с", "KeyC", { ctrlKey: true }), { row: 0, col: 0 }, SIZE), null, "Ctrl+C copies");
  assert.equal(meaningOf(key("Tab", "Tab"), { row: 0, col: 0 }, SIZE), null, "no trap");
});
