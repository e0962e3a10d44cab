// The queue of edits against a server that is slow, silent, forgetful, or has another opinion.
import assert from "node:assert/strict";
import test from "node:test";
import { newId, Offline, Outside, Queue, Refused, SignedOut, storageOf } from "parta/journal/queue";
import { bar, total, words } from "parta/journal/status";
import { mergeCells, mergeLessons, Store } from "parta/journal/store";

const settled = () => new Promise((done) => setImmediate(done));

/** A server with versions and remembered answers, as the real one; `fail` makes the next requests fail. */
function makeServer() {
  const server = { cells: {}, answers: {}, batches: [], fail: [], lose: 0 };
  server.send = async (edits) => {
    server.batches.push(edits.map(({ op_id, place, change }) => [op_id, place, change.value]));
    await settled();
    const error = server.fail.shift();
    if (error) throw error;
    const answers = Object.fromEntries(edits.map((edit) => [edit.op_id, (server.answers[edit.op_id] ??= server.judge(edit))]));
    if (server.lose-- > 0) throw new Offline();
    return answers;
  };
  server.judge = ({ place, change, base }) => {
    const there = (server.cells[place] ??= { value: "", version: 0 });
    if (change.value === "6") return { status: "rejected", reason: "«6» — не отметка." };
    if (there.version !== base) return { status: "conflict", by: "Орлова И. П.", at: "18 мая, 12:04", ...there };
    Object.assign(there, { value: change.value, version: there.version + 1 });
    return { status: "saved", ...there };
  };
  return server;
}

function makeQueue(server, options = {}) {
  const timers = [];
  const ids = options.ids ?? { next: 1 };
  const queue = new Queue({
    send: server.send, merge: mergeCells, newId: () => `op-${ids.next++}`, wait: (action, delay) => timers.push({ action, delay }), ...options,
  });
  queue.timers = timers;
  return queue;
}

async function rest(queue) {
  for (let turn = 0; turn < 12; turn += 1) await settled();
  return queue;
}

test("an edit goes at once, what is typed meanwhile is the next batch", async () => {
  const server = makeServer();
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  queue.put("1:2", { value: "4" }, 0);
  queue.put("1:3", { value: "3" }, 0);
  await rest(queue);
  assert.deepEqual(server.batches.map((batch) => batch.length), [1, 2]);
  assert.equal(queue.waiting, 0);
  assert.equal(queue.state, "idle");
});

test("a second edit of a cell under way goes later, over the new version", async () => {
  const server = makeServer();
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  queue.put("1:1", { value: "4" }, 0);
  queue.put("1:1", { value: "3" }, 0);
  assert.equal(queue.pending("1:1").value, "3");
  await rest(queue);
  assert.deepEqual(server.batches.map(([[, , value]]) => value), ["5", "3"], "4 was never sent");
  assert.deepEqual(server.cells["1:1"], { value: "3", version: 2 });
  assert.equal(queue.held.size, 0);
});

test("a lost answer: the same edit is sent again and does nothing twice", async () => {
  const server = makeServer();
  server.lose = 1;
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  await rest(queue);
  assert.equal(queue.state, "offline");
  queue.timers.at(-1).action();
  await rest(queue);
  assert.deepEqual(server.batches, [[["op-1", "1:1", "5"]], [["op-1", "1:1", "5"]]]);
  assert.deepEqual(server.cells["1:1"], { value: "5", version: 1 });
  assert.equal(queue.state, "idle");
});

test("without network edits wait, the pauses grow, order within a cell is kept", async () => {
  const server = makeServer();
  server.fail = [new Offline(), new Offline(), new Offline()];
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  await rest(queue);
  queue.put("1:2", { value: "4" }, 0);
  queue.put("1:1", { value: "2" }, 0);
  await rest(queue);
  assert.equal(server.batches.length, 1, "typing doesn't knock at a dead line");
  assert.equal(queue.waiting, 2);
  for (let turn = 0; turn < 3; turn += 1) {
    queue.timers.at(-1).action();
    await rest(queue);
  }
  assert.deepEqual(queue.timers.map(({ delay }) => delay), [1000, 2000, 4000]);
  assert.deepEqual(server.cells, { "1:1": { value: "2", version: 2 }, "1:2": { value: "4", version: 1 } });
});

test("a conflict is held with both values until the person answers", async () => {
  const server = makeServer();
  server.cells["1:1"] = { value: "4", version: 3 };
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 2);
  await rest(queue);
  const [held] = queue.of("clash");
  assert.deepEqual([held.change.value, held.theirs.value, held.theirs.by], ["5", "4", "Орлова И. П."]);
  assert.equal(server.cells["1:1"].value, "4", "nothing was overwritten");
  queue.put("1:1", { value: "3" }, 2);
  await rest(queue);
  assert.equal(server.cells["1:1"].value, "4", "typing on doesn't answer");
  queue.answer("1:1", true);
  await rest(queue);
  assert.deepEqual(server.cells["1:1"], { value: "3", version: 4 });
  assert.equal(queue.held.size, 0);
});

test("taking the other value forgets one's own", async () => {
  const server = makeServer();
  server.cells["1:1"] = { value: "4", version: 1 };
  const queue = makeQueue(server);
  const store = new Store(queue, () => ({ value: "", text: "", classes: "", spoken: "", comment: "", minutes: null, version: 0 }));
  store.put("1:1", { value: "5" });
  await rest(queue);
  assert.equal(store.status("1:1"), "clash");
  assert.equal(store.current("1:1").value, "5", "the typed value stays in sight");
  store.accept("1:1", queue.of("clash")[0].theirs);
  queue.answer("1:1", false);
  assert.deepEqual([store.current("1:1").value, store.status("1:1"), server.batches.length], ["4", "", 1]);
});

test("a refused value isn't lost: it stays with its reason until typed anew", async () => {
  const server = makeServer();
  const queue = makeQueue(server);
  queue.put("1:1", { value: "6" }, 0);
  await rest(queue);
  assert.deepEqual(queue.of("failed").map(({ change, reason }) => [change.value, reason]), [["6", "«6» — не отметка."]]);
  queue.put("1:1", { value: "5" }, 0);
  await rest(queue);
  assert.deepEqual([queue.held.size, server.cells["1:1"].value], [0, "5"]);
});

test("a request refused as a whole refuses its edits", async () => {
  const server = makeServer();
  server.fail = [new Refused("Журнал закрыт.")];
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  await rest(queue);
  assert.deepEqual(queue.of("failed").map(({ reason }) => reason), ["Журнал закрыт."]);
});

test("signed out: everything is kept and sent after signing in", async () => {
  const server = makeServer();
  server.fail = [new SignedOut()];
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  await rest(queue);
  assert.equal(queue.state, "signedout");
  queue.flush();
  await rest(queue);
  assert.equal(server.cells["1:1"].value, "5");
});

test("edits survive a reload under their op_id", async () => {
  const kept = new Map();
  const local = { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text), removeItem: (name) => kept.delete(name) };
  const server = makeServer();
  server.lose = 1;
  const ids = { next: 1 };
  const first = makeQueue(server, { storage: storageOf("journal", "/journal/1/", local), ids });
  first.put("1:1", { value: "5" }, 0);
  await rest(first);
  first.put("1:1", { value: "4" }, 0);
  const second = makeQueue(server, { storage: storageOf("journal", "/journal/1/", local), ids });
  assert.equal(second.pending("1:1").value, "4");
  second.flush();
  await rest(second);
  assert.deepEqual(server.batches.map(([[id]]) => id), ["op-1", "op-1", "op-2"]);
  assert.deepEqual(server.cells["1:1"], { value: "4", version: 2 });
  assert.equal(kept.size, 0);
});

test("minutes go with lateness, works aren't merged", () => {
  assert.deepEqual(mergeCells({ value: "оп", late_minutes: 7 }, { value: "5" }), { value: "5" });
  assert.deepEqual(mergeCells({ value: "оп", late_minutes: 7 }, { value: "оп/5" }), { value: "оп/5", late_minutes: 7 });
  assert.deepEqual(mergeLessons({ topic: "а" }, { homework: "б" }), { topic: "а", homework: "б" });
  assert.equal(mergeLessons({ topic: "а" }, { set_work: { index: 0, kind: 1 } }), null);
});

test("an op_id is a UUID also without https", () => {
  const random = { getRandomValues: (bytes) => bytes.fill(255) };
  assert.equal(newId(random), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.match(newId(), /^[0-9a-f-]{36}$/);
});

test("the words of saving", () => {
  const queue = (state, waiting, held = []) => ({ state, waiting, of: (kind) => held.filter((one) => one.kind === kind) });
  const idle = queue("idle", 0);
  const at = new Date(2027, 4, 18, 12, 4);
  const say = (cells, lessons = idle) => words(total(cells, lessons, at)).text.replaceAll("\u00a0", " ");
  assert.equal(words(total(idle, idle, null)).text, "Сохраняется само");
  assert.equal(say(queue("sending", 1)), "Сохраняем…");
  assert.equal(say(idle), "Сохранено · 12:04");
  assert.equal(say(queue("offline", 3)), "3 изменения ждут сети");
  assert.equal(say(queue("offline", 1)), "1 изменение ждёт сети");
  assert.equal(say(queue("idle", 0, [{ kind: "clash" }])), "1 отметка ждёт вашего решения");
  assert.equal(say(queue("idle", 0, [{ kind: "failed" }])), "1 отметка не сохранилась.");
  assert.equal(say(idle, queue("idle", 0, [{ kind: "failed" }])), "1 изменение не сохранилось.");
  assert.equal(bar(total(idle, idle, at)), null);
  assert.match(bar(total(queue("offline", 3), idle, at)).text, /3.изменения записаны на этом компьютере и уйдут сами/);
});

test("a late change waits for its reason, typing goes on, and the reason goes with all of the lesson", async () => {
  const server = makeServer();
  const judge = server.judge;
  server.judge = (edit) => (edit.change.reason ? judge(edit) : { status: "needs_reason", reason: "Почему правка нужна?" });
  let reason = null;
  const complete = (_, change) => (reason ? { ...change, reason } : change);
  const queue = makeQueue(server, { complete });
  queue.put("1:1", { value: "5" }, 0);
  await settled();
  await settled();
  assert.deepEqual(queue.of("reason").map((one) => one.reason), ["Почему правка нужна?"]);
  queue.put("1:1", { value: "4" }, 0);
  assert.equal(queue.held.get("1:1").change.value, "4");
  assert.equal(server.batches.length, 1);
  reason = "записано на листке";
  queue.answer("1:1", true);
  queue.put("1:2", { value: "3" }, 0);
  await settled();
  await settled();
  await settled();
  assert.equal(queue.held.size, 0);
  assert.deepEqual(server.batches.slice(1).flat().map(([id, place, value]) => [id, place, value]), [["op-2", "1:1", "4"], ["op-3", "1:2", "3"]]);
});

test("outside the school's network edits wait with the server's sentence", async () => {
  const server = makeServer();
  server.fail = [new Outside("Записывать можно только из сети школы (10.0.0.0/8).")];
  const queue = makeQueue(server);
  queue.put("1:1", { value: "5" }, 0);
  await settled();
  await settled();
  assert.equal(queue.state, "outside");
  const state = total(queue, makeQueue(makeServer()), null);
  assert.equal(words(state).text, "1\u00a0изменение ждёт сети школы");
  assert.match(bar(state).text, /^Записывать можно только из сети школы/);
  queue.timers[0].action();
  await settled();
  await settled();
  assert.equal(queue.state, "idle");
  assert.equal(server.cells["1:1"].value, "5");
});
