// On a common computer: whoever types is here, and a page left alone gives way to the sign-in page. What a journal has not
// sent stays in the browser for its writer.
const LEFT = 10 * 60 * 1000; // as the server counts (accounts/rules/sessions.py)
const TELL = 2 * 60 * 1000;
const LOOK = 5000;
const { shared, door } = document.body.dataset;
let used = Date.now();
let told = used;

function use() {
  used = Date.now();
  if (used - told < TELL) return;
  told = used;
  fetch(shared, { method: "HEAD" }).catch(() => {});
}

/** Another page of the same person may be in use: the server knows. */
async function leave() {
  const headers = { Accept: "application/json", "X-Parta-Background": "1" };
  const answer = await fetch(shared, { method: "HEAD", headers }).catch(() => null);
  if (answer?.status !== 401) return;
  const next = encodeURIComponent(location.pathname + location.search);
  location.replace(`${door}?shared=1&next=${next}`);
}

for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, use, true);
setInterval(() => Date.now() - used > LEFT && leave(), LOOK);
