// Rectangles of cells between two corners, and where a table of texts lands in the grid. Nothing here knows the DOM.

export function rectangle(one, other) {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.col, other.col),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.col, other.col),
  };
}

/** The cells of a rectangle, row by row, in those `rows` that are shown. */
export function cellsOf({ top, left, bottom, right }, rows) {
  const columns = Array.from({ length: right - left + 1 }, (_, index) => left + index);
  return rows.filter((row) => row >= top && row <= bottom).flatMap((row) => columns.map((col) => ({ row, col })));
}

/**
 * {cells: [{row, col, text}], outside}: where the texts land, and how many have no cell there. One text fills the whole
 * rectangle, a table begins at its corner. `rows`: the shown ones; `cols`: how many.
 */
export function land(table, box, rows, cols) {
  if (table.length === 1 && table[0].length === 1) {
    return { cells: cellsOf(box, rows).map((at) => ({ ...at, text: table[0][0] })), outside: 0 };
  }
  const first = rows.indexOf(box.top);
  const all = table.flatMap((texts, down) => {
    return texts.map((text, right) => ({ row: rows[first + down], col: box.left + right, text }));
  });
  const cells = all.filter(({ row, col }) => row !== undefined && col < cols);
  const outside = all.filter(({ row, col, text }) => text.trim() && (row === undefined || col >= cols)).length;
  return { cells, outside };
}
