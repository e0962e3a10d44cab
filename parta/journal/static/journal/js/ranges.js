// Rectangles of cells between two corners, and where a table of texts lands in the grid. Nothing here knows the DOM.

export function rectangle(one, other) {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.col, other.col),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.col, other.col),
  };
}

/** The cells of a rectangle, row by row, in those `rows` and `cols` that are shown. */
export function cellsOf({ top, left, bottom, right }, rows, cols) {
  const columns = cols.filter((col) => col >= left && col <= right);
  return rows.filter((row) => row >= top && row <= bottom).flatMap((row) => columns.map((col) => ({ row, col })));
}

/**
 * {cells: [{row, col, text}], outside}: where the texts land, and how many have no cell there. One text fills the whole
 * rectangle, a table begins at its corner. `rows`, `cols`: the shown ones.
 */
export function land(table, box, rows, cols) {
  if (table.length === 1 && table[0].length === 1) {
    return { cells: cellsOf(box, rows, cols).map((at) => ({ ...at, text: table[0][0] })), outside: 0 };
  }
  const [first, edge] = [rows.indexOf(box.top), cols.indexOf(box.left)];
  const all = table.flatMap((texts, down) => {
    return texts.map((text, right) => ({ row: rows[first + down], col: cols[edge + right], text }));
  });
  const cells = all.filter(({ row, col }) => row !== undefined && col !== undefined);
  const outside = all.filter(({ row, col, text }) => text.trim() && (row === undefined || col === undefined)).length;
  return { cells, outside };
}
