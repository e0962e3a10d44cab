// Three fields of the one-time code that behave as one: typing runs on, a pasted code spreads, the code of the
// QR picture (after «#», so no server sees it) fills them all.
const GROUP = 4;
const NOISE = /[^0-9a-zа-яё]/gi;

/** Split typed or pasted text into the groups that start at field `from`. */
export function groups(text, from, count) {
  const clean = text.replace(NOISE, "").toUpperCase();
  const parts = [];
  for (let at = 0; at < count - from; at += 1) parts.push(clean.slice(at * GROUP, (at + 1) * GROUP));
  return parts;
}

function fill(inputs, from, text) {
  const parts = groups(text, from, inputs.length);
  parts.forEach((part, at) => {
    if (part || at === 0) inputs[from + at].value = part;
  });
  const last = from + parts.filter(Boolean).length - 1;
  const next = inputs[last]?.value.length === GROUP ? last + 1 : last;
  return inputs[Math.min(Math.max(next, from), inputs.length - 1)];
}

function start(box) {
  const inputs = [...box.querySelectorAll("input")];
  inputs.forEach((input, at) => {
    input.addEventListener("input", () => {
      const { value } = input;
      const { length } = value.replace(NOISE, "");
      if (length < GROUP) return;
      const caretAtEnd = input.selectionStart === value.length;
      const target = fill(inputs, length < GROUP * inputs.length ? at : 0, value); // a whole code starts at the first
      if (caretAtEnd && target !== input) target.focus();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && at > 0 && input.value === "") inputs[at - 1].focus();
    });
  });
  const take = () => {
    const given = location.hash.slice(1); // Latin letters and digits: nothing to decode
    if (!given) return;
    fill(inputs, 0, given);
    history.replaceState(null, "", location.pathname); // not to be read over a shoulder, nor kept in the history
    box.closest("form").querySelector("[type=submit]").focus();
  };
  addEventListener("hashchange", take); // a second picture scanned into the same tab
  take();
}

const box = globalThis.document?.querySelector("[data-code]");
if (box) start(box);
