// Where a key leads in the grid: one table of keys. Rows are pupils, columns are lessons.

const PAGE = 10;

const MOVES = {
  ArrowUp: ({ row, col }) => [row - 1, col],
  ArrowDown: ({ row, col }) => [row + 1, col],
  ArrowLeft: ({ row, col }) => [row, col - 1],
  ArrowRight: ({ row, col }) => [row, col + 1],
  Home: ({ row }) => [row, 0],
  End: ({ row }, size) => [row, size.cols - 1],
  PageUp: ({ row, col }) => [row - PAGE, col],
  PageDown: ({ row, col }) => [row + PAGE, col],
};

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function clamp({ row, col }, size) {
  const within = (number, length) => Math.max(0, Math.min(length - 1, number));
  return { row: within(row, size.rows), col: within(col, size.cols) };
}

/** Down and up; from the last pupil to the first one of the next lesson, and back. */
export function step({ row, col }, size, back = false) {
  const last = size.rows - 1;
  if (!back && row === last && col < size.cols - 1) return { row: 0, col: col + 1 };
  if (back && row === 0 && col > 0) return { row: last, col: col - 1 };
  return clamp({ row: row + (back ? -1 : 1), col }, size);
}

/** The next cell that `filled` says is filled, in the direction of an arrow; the edge when there is none. */
function nextFilled(at, [down, right], size, filled) {
  let { row, col } = at;
  for (;;) {
    const next = clamp({ row: row + down, col: col + right }, size);
    if (next.row === row && next.col === col) return next;
    ({ row, col } = next);
    if (filled(row, col)) return next;
  }
}

// With Ctrl, by their place on the keyboard.
const CONTROLLED = { KeyD: "down", KeyY: "redo", KeyZ: "undo" };

function commandOf(event) {
  const { key, code } = event;
  if (key === "?") return "keys";
  if (key === "Escape") return "escape";
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) return "panel";
  if (key === "F2") return event.shiftKey ? "comment" : "palette";
  if (key === "F6") return "region";
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) return "column";
  if (event.altKey) return key === "ArrowDown" ? "palette" : null;
  if (event.ctrlKey || event.metaKey) return code === "KeyZ" && event.shiftKey ? "redo" : (!event.shiftKey && CONTROLLED[code]) || null;
  if (event.shiftKey) return null;
  if (key === " ") return "palette";
  return code === "KeyC" ? "today" : null;
}

/**
 * What a key press means at `at` ({row, col}) in a grid of `size` ({rows, cols, today}), null when nothing.
 * {type: "move", to}, {type: "extend", to} with Shift, or {type: "keys" | "escape" | "panel" | "comment" | "palette" |
 * "today" | "region" | "column" | "down" | "undo" | "redo"}
 */
export function meaningOf(event, at, size, filled = () => false) {
  const command = commandOf(event);
  if (command) return { type: command };
  if (event.altKey || event.metaKey) return null;
  if (event.key === "Enter") return { type: "move", to: step(at, size, event.shiftKey) };
  const to = event.ctrlKey ? far(event.key, at, size, filled) : near(event.key, at, size);
  return to && { type: event.shiftKey ? "extend" : "move", to };
}

function far(key, at, size, filled) {
  if (key === "Home") return { row: 0, col: 0 };
  if (key === "End") return clamp({ row: size.rows - 1, col: size.today }, size);
  return STEPS[key] ? nextFilled(at, STEPS[key], size, filled) : null;
}

function near(key, at, size) {
  if (!MOVES[key]) return null;
  const [row, col] = MOVES[key](at, size);
  return clamp({ row, col }, size);
}
