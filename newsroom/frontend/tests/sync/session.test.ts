import assert from "node:assert/strict";
import { test } from "node:test";
import { closeHistory } from "prosemirror-history";
import { redo, undo } from "../../src/editing/undo";
import { HttpTransport } from "../../src/sync/transport";
import { UnsentStore } from "../../src/sync/unsent-store";
import { passage, settle } from "./authority";
import { allUpToDate, blocks, Client, MapStore, quiet, save, setUp } from "./client";

test("typing is sent after a pause and saved", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  anna.insert(11, "One. ");
  assert.equal(network.pending, 0);
  clock.advance();
  assert.equal(network.pending, 1);
  await quiet([anna], clock, network);
  assert.equal(authority.doc.textContent, "HeadlineOne. Body.");
  assert.equal(anna.states.at(-1), "saved");
  assert.deepEqual(anna.session.record(), null);
});

test("while somebody watches, typing is sent sooner, and not later than it was to be", () => {
  const { clock, network, client } = setUp("Body.");
  const anna = client("anna");
  let watched = false;
  anna.watched = () => watched;
  anna.insert(11, "a");
  watched = true;
  anna.insert(11, "b");
  clock.advance();
  assert.deepEqual([clock.now, network.pending], [25, 1]);
});

test("two people in one paragraph both keep their words", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben")];
  anna.insert(11, "Anna. ");
  ben.insert(16, " Ben.");
  await allUpToDate([anna, ben], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineAnna. Body. Ben.");
  assert.ok(anna.state.doc.eq(authority.doc) && ben.state.doc.eq(authority.doc));
});

test("of two who type at once each sends once, and undo takes back what is one's own", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben")];
  for (const [offset, letter] of [..."Anna. "].entries()) anna.insert(11 + offset, letter);
  for (const [offset, letter] of [..." Ben."].entries()) ben.insert(16 + offset, letter);
  await save(ben, network);
  clock.advance();
  network.deliver(0);
  assert.equal(authority.doc.textContent, "HeadlineAnna. Body. Ben.");
  network.deliver(0);
  await settle();
  assert.equal(network.pending, 0, "nothing was sent again");
  assert.equal(anna.state.doc.textContent, "HeadlineAnna. Body. Ben.");
  assert.equal(anna.states.at(-1), "saved");
  undo(anna.state, (tr) => anna.dispatch(tr));
  await allUpToDate([anna, ben], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineBody. Ben.");
  redo(anna.state, (tr) => anna.dispatch(tr));
  await allUpToDate([anna, ben], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineAnna. Body. Ben.");
});

test("events need no request, in whatever order they come", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben", true)];
  for (const text of ["One. ", "Two. ", "Three. "]) {
    anna.insert(11, text);
    await save(anna, network);
  }
  network.deliverEvent(1);
  network.deliverEvent(1);
  clock.advance();
  assert.deepEqual([ben.session.version, network.pending], [0, 0]);
  network.deliverEvent(0);
  clock.advance();
  assert.equal(ben.state.doc.textContent, authority.doc.textContent);
  assert.equal(network.pending, 0);
});

test("an event that was lost is asked for once", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben", true)];
  for (const text of ["One. ", "Two. "]) {
    anna.insert(11, text);
    await save(anna, network);
  }
  network.deliverEvent(0, false);
  network.deliverEvent(0);
  while (network.pending === 0) assert.ok(clock.advance());
  assert.equal(network.pending, 1);
  await allUpToDate([anna, ben], clock, network, authority);
  assert.equal(ben.state.doc.textContent, "HeadlineTwo. One. Body.");
});

test("while a batch is under way events wait for its answer", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna", true);
  const typed = {
    stepType: "replace",
    from: 16,
    to: 16,
    slice: { content: [{ type: "text", text: " Ben." }] },
  };
  const ben = (): void =>
    void authority.post({ version: authority.version, client_id: "ben", steps: [typed] });
  anna.insert(11, "Anna. ");
  clock.advance();
  ben();
  network.deliver(0);
  ben();
  while (network.pendingEvents > 0) network.deliverEvent(0);
  clock.advance();
  assert.equal(anna.session.version, 0);
  network.deliver(0);
  await settle();
  assert.deepEqual([anna.session.version, network.pending], [3, 0]);
  assert.equal(anna.state.doc.textContent, authority.doc.textContent);
});

test("a batch whose answer was lost is not applied twice", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  anna.insert(11, "Once. ");
  clock.advance();
  network.deliver(0);
  network.lose(0);
  await settle();
  assert.equal(anna.states.at(-1), "offline");
  await quiet([anna], clock, network);
  assert.equal(authority.doc.textContent, "HeadlineOnce. Body.");
  assert.equal(anna.states.at(-1), "saved");
});

test("while offline, trying again backs off and typing does not hurry it", async () => {
  const { clock, network, client } = setUp("Body.");
  const anna = client("anna");
  anna.insert(11, "a");
  const tries: number[] = [];
  while (tries.length < 8) {
    clock.advance();
    if (network.pending === 0) continue;
    tries.push(clock.now);
    network.lose(0);
    await settle();
    anna.insert(11, "b");
  }
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

test("a server that says when to try again is not asked before, and words go in once when it answers", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  anna.insert(11, "Once. ");
  const tries: number[] = [];
  for (const again of [5_000, 2_000, 600_000]) {
    while (network.pending === 0) clock.advance();
    tries.push(clock.now);
    network.lose(0, again);
    await settle();
    assert.equal(anna.states.at(-1), "offline");
  }
  while (network.pending === 0) clock.advance();
  tries.push(clock.now);
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  assert.deepEqual(pauses, [5_625, 2_250, 33_750]);
  await quiet([anna], clock, network);
  assert.equal(authority.doc.textContent, "HeadlineOnce. Body.");
});

test("503 is not a refusal, and its Retry-After is read in seconds", async () => {
  const answered = async (status: number, headers: Record<string, string> = {}) => {
    const response = () => Promise.resolve(new Response('{"error": "Try again."}', { status, headers }));
    const transport = new HttpTransport("/steps", () => "", undefined, response);
    return transport.send({ version: 0, client_id: "anna", steps: [] });
  };
  assert.deepEqual(await answered(503, { "Retry-After": "5" }), { kind: "unreachable", retryAfterMs: 5_000 });
  assert.deepEqual(await answered(503, { "Retry-After": "tomorrow" }), { kind: "unreachable" });
  assert.deepEqual(await answered(502), { kind: "unreachable" });
  assert.equal((await answered(422, { "Retry-After": "5" })).kind, "refused");
});

test("more steps than a batch may hold go in several batches", async () => {
  const { clock, authority, network, client } = setUp("");
  const anna = client("anna");
  for (let index = 0; index < 450; index++) anna.insert(11, "x");
  clock.advance();
  const sizes: number[] = [];
  while (authority.version < 450) {
    const before = authority.version;
    network.deliver(0);
    sizes.push(authority.version - before);
    network.deliver(0);
    await settle();
    if (network.pending === 0) clock.advance();
  }
  assert.deepEqual(sizes, [200, 200, 50]);
});

test("what is refused stays on the page, with the reason, and is not sent again", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  authority.refusal = "This article has been released.";
  anna.insert(11, "Late. ");
  clock.advance();
  network.deliver(0);
  network.deliver(0);
  await settle();
  assert.deepEqual([anna.states.at(-1), anna.reason], ["refused", "This article has been released."]);
  assert.equal(anna.state.doc.textContent, "HeadlineLate. Body.");
  anna.session.pull();
  assert.equal(network.pending, 0);
  assert.equal(await anna.session.flush(), false);
  assert.equal(anna.session.record()?.steps.length, 1);
});

test("steps that do not apply end in a refusal, not in a broken copy", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  authority.steps.push({ step: { stepType: "replace", from: 400, to: 401 }, clientId: "ben" });
  anna.session.pull();
  const log = console.error;
  console.error = () => undefined;
  await quiet([anna], clock, network).catch(() => undefined);
  console.error = log;
  assert.equal(anna.states.at(-1), "refused");
  assert.equal(anna.state.doc.textContent, "HeadlineBody.");
});

test("undo takes back one's own edit only", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben")];
  anna.insert(11, "Anna. ");
  await allUpToDate([anna, ben], clock, network, authority);
  ben.insert(11, "Ben. ");
  await allUpToDate([anna, ben], clock, network, authority);
  undo(anna.state, (tr) => anna.dispatch(tr));
  await allUpToDate([anna, ben], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineBen. Body.");
});

test("what undo puts back stands before what others typed behind it", async () => {
  const { clock, authority, network, client } = setUp("1");
  const [anna, ben] = [client("anna"), client("ben")];
  const at = 12;
  for (const [index, digit] of [..."234"].entries()) {
    if (index > 0) anna.dispatch(anna.state.tr.delete(at, at + 1));
    anna.dispatch(closeHistory(anna.state.tr));
    anna.insert(at, digit);
    anna.dispatch(closeHistory(anna.state.tr));
  }
  await allUpToDate([anna, ben], clock, network, authority);
  ben.insert(at + 1, "5");
  await allUpToDate([anna, ben], clock, network, authority);
  const read = (): string => anna.state.doc.textContent.slice("Headline".length);
  const seen = [read()];
  for (let count = 0; count < 5; count++) {
    undo(anna.state, (tr) => anna.dispatch(tr));
    seen.push(read());
  }
  assert.deepEqual(seen, ["145", "15", "135", "15", "125", "15"]);
  for (let count = 0; count < 5; count++) redo(anna.state, (tr) => anna.dispatch(tr));
  assert.equal(read(), "145");
});

for (const first of ["the words", "the deletion"] as const) {
  test(`words typed into a paragraph that somebody deletes meanwhile stay, ${first} arriving first`, async () => {
    const { clock, authority, network, client } = setUp("Keep this.", "Delete this.", "Keep that.");
    const [anna, ben] = [client("anna"), client("ben")];
    for (const [offset, letter] of [..."new "].entries()) anna.insert(30 + offset, letter);
    ben.dispatch(ben.state.tr.delete(22, 36));
    await save(first === "the words" ? anna : ben, network);
    await allUpToDate([anna, ben], clock, network, authority);
    assert.deepEqual(blocks(authority), ["Headline", "Keep this.", "new ", "Keep that."]);
    assert.ok(anna.state.doc.eq(authority.doc) && ben.state.doc.eq(authority.doc));
  });
}

test("a reload while offline brings the words back and merges them", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const [anna, ben] = [client("anna"), client("ben")];
  anna.insert(11, "Offline. ");
  clock.advance();
  clock.advance();
  network.lose(0);
  await settle();
  const again = await anna.reload(new UnsentStore(new MapStore(), "1:/steps", () => 0), authority);
  assert.equal(again.state.doc.textContent, "HeadlineOffline. Body.");
  ben.insert(16, " Meanwhile.");
  await allUpToDate([again, ben], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineOffline. Body. Meanwhile.");
});

test("what was sent on leaving is known as one's own on coming back", async () => {
  const { clock, authority, network, client } = setUp("Body.");
  const anna = client("anna");
  anna.insert(11, "Last words. ");
  const again = await anna.reload(new UnsentStore(new MapStore(), "1:/steps", () => 0), authority);
  await allUpToDate([again], clock, network, authority);
  assert.equal(authority.doc.textContent, "HeadlineLast words. Body.");
  assert.equal(again.states.at(-1), "saved");
});

/** A setUp with passages on the words One, Two and Three, which everybody knows. */
function setUpWithPassages(...ids: string[]) {
  const made = setUp("One and two and three.");
  made.authority.passages = [passage(1, 11, 14), passage(2, 19, 22), passage(3, 27, 32)];
  const clients = ids.map((id) => made.client(id, true));
  for (const { session } of clients) session.begin(made.authority.passages, 0);
  return { ...made, clients };
}

const insertion = (at: number, text: string) => ({
  stepType: "replace",
  from: at,
  to: at,
  slice: { content: [{ type: "text", text }] },
});

test("anchors that another's edit moved are known though one's own answer came first", async () => {
  const { clock, authority, network, clients } = setUpWithPassages("anna");
  const [anna] = clients as [Client];
  const ben = { version: 0, client_id: "ben", steps: [insertion(33, " Ben.")] };
  const place = (query: number) => ({ anchor: 100 + query, start: 12, end: 13, state: "changed" as const });
  anna.insert(11, "Anna. ");
  clock.advance();
  authority.surprise = () => [place(1)];
  authority.post(ben);
  authority.surprise = () => [place(2)];
  network.deliver(0);
  network.deliver(0);
  await settle();
  authority.surprise = () => [];
  await quiet([anna], clock, network);
  assert.deepEqual(anna.passages, authority.passages);
});

test("what was typed at a passage and dropped leaves no trace there", async () => {
  const { clock, authority, network } = setUpWithPassages();
  let holds = true;
  const anna = new Client(clock, network, "anna", authority.doc.toJSON(), 0, null, true, () => holds);
  anna.session.begin(authority.passages, 0);
  anna.dispatch(anna.state.tr.delete(30, 32));
  holds = false;
  authority.post({ version: 0, client_id: "ben", steps: [insertion(16, "Ben. ")] });
  await quiet([anna], clock, network);
  assert.equal(anna.state.doc.textContent, "HeadlineOne aBen. nd two and three.");
  assert.deepEqual(anna.passages, authority.passages);
});

test("an edit told without its steps is asked for, also when an answer brought the steps", async () => {
  const { clock, authority, network, clients } = setUpWithPassages("anna");
  const [anna] = clients as [Client];
  anna.insert(11, "Anna. ");
  clock.advance();
  authority.publish = () => undefined;
  authority.surprise = () => [{ anchor: 101, start: 12, end: 13, state: "moved" }];
  authority.post({ version: 0, client_id: "ben", steps: [insertion(33, " Ben.")] });
  const { version } = authority;
  authority.surprise = () => [];
  network.deliver(0);
  network.deliver(0);
  await settle();
  assert.notDeepEqual(anna.passages, authority.passages);
  anna.session.receiveVersion(version);
  await quiet([anna], clock, network);
  assert.deepEqual(anna.passages, authority.passages);
  anna.session.receiveVersion(version);
  clock.advance();
  assert.equal(network.pending, 0, "it is known now");
});
