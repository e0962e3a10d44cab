// «Кого спросить»: who was at lessons and got no mark there for a while. Nothing here knows the DOM.
import { OWED, parse } from "parta/journal/entry";

/** For how many lessons without a mark, unless the teacher chooses another number. */
export const LEAST = 3;

const AWAY = new Set(["н", "у", "нп", "б", "осв"]);

/**
 * [{row, lessons}], the longest first: who got no mark at their last lessons, `least` or more of them. Lessons they
 * missed don't count; whoever is away at the last one isn't asked. `rows`: values of each pupil's cells at the lessons
 * held so far, in their order, null where the cell is closed. A точка is no mark.
 */
export function whoToAsk(rows, least) {
  const found = rows.map((values, row) => ({ row, lessons: unasked(values) }));
  return found.filter(({ lessons }) => lessons >= least).sort((one, other) => other.lessons - one.lessons);
}

function unasked(values) {
  const entries = values.filter((value) => value !== null).map(parse);
  if (AWAY.has(entries.at(-1)?.absence)) return 0;
  const asked = entries.findLastIndex(({ marks }) => marks.some((mark) => mark && mark !== OWED));
  return entries.slice(asked + 1).filter(({ absence }) => !AWAY.has(absence)).length;
}
