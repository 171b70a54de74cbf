/**
 * Several people at random, of whom some edit and some may only suggest: requests come late, out of order or not at
 * all, tabs reload, people undo. The server takes nothing but suggestions from who may only suggest. Afterwards all
 * hold the same document, nobody was refused, and what nobody proposed is what the editors wrote.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinBackward, splitBlock, toggleMark } from "prosemirror-commands";
import type { Node } from "prosemirror-model";
import type { Command } from "prosemirror-state";
import { hasSuggestions, idsIn, MARKS } from "../../src/copy/elements";
import { types } from "../../src/copy/schema";
import { selectionBetween } from "../../src/editing/cells";
import { COMMANDS } from "../../src/editing/commands";
import { redo, undo } from "../../src/editing/undo";
import type { Author } from "../../src/suggesting/draft";
import { accepted, rejected } from "../../src/suggesting/projection";
import { asEdit, asSuggestion, onlySuggests } from "../../src/suggesting/transactions";
import { UnsentStore } from "../../src/sync/unsent-store";
import { seeded, settle, table } from "../sync/authority";
import { allUpToDate, type Client, MapStore, setUp } from "../sync/client";
import { numbered } from "./suggested";
import type { Random } from "./suggestions";

const ROUNDS = Number(process.env.SUGGESTING_ROUNDS ?? 40);
const EVENTS = 150;
const SUGGESTING: Readonly<Record<string, number>> = { anna: 1, ben: 2 };

const personOf = (clientId: string): number | null => SUGGESTING[clientId.replaceAll("'", "")] ?? null;

const by = (person: number): Author => ({ author: person, newId: () => "" });

type Act = (client: Client, random: Random) => void;

function select(client: Client, random: Random, length: number): void {
  const { doc } = client.state;
  const from = Math.floor(random() * (doc.content.size + 1));
  const to = Math.min(from + Math.floor(random() * length), doc.content.size);
  client.dispatch(client.state.tr.setSelection(selectionBetween(doc.resolve(from), doc.resolve(to))));
}

const run =
  (command: Command, length: number): Act =>
  (client, random) => {
    select(client, random, length);
    command(client.state, (tr) => client.dispatch(tr));
  };
const history =
  (command: Command): Act =>
  (client) =>
    void command(client.state, (tr) => client.dispatch(tr));
const type: Act = (client, random) => {
  select(client, random, 0);
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--)
    client.dispatch(client.state.tr.insertText("abcdefgh"[Math.floor(random() * 8)] ?? "x"));
};
const remove: Act = (client, random) => {
  select(client, random, 30);
  client.dispatch(client.state.tr.deleteSelection());
};
/** An editor takes a suggestion into the text, or out of it; what has to be joined for that stays proposed. */
const decide: Act = (client, random) => {
  const { doc, tr } = client.state;
  const ids = [...idsIn(doc)];
  if (personOf(client.id) !== null || ids.length === 0) return;
  const id = ids[Math.floor(random() * ids.length)];
  const accept = random() < 0.5;
  doc.descendants((node, start) => {
    const end = start + node.nodeSize;
    const [stays, goes] = accept ? ["inserted", "deleted"] : ["deleted", "inserted"];
    if (node.attrs[stays] === id) tr.setNodeAttribute(tr.mapping.map(start), stays, null);
    if (!node.isInline || node.marks.every(({ attrs }) => attrs.suggestion !== id)) return;
    const type = goes === "deleted" ? types.deletion : types.insertion;
    if (type.isInSet(node.marks)?.attrs.suggestion === id)
      tr.delete(tr.mapping.map(start), tr.mapping.map(end));
    else for (const one of MARKS) tr.removeMark(tr.mapping.map(start), tr.mapping.map(end), one);
  });
  if (tr.docChanged) client.dispatch(tr);
};
const ACTS: readonly Act[] = [
  type,
  type,
  type,
  remove,
  remove,
  run(splitBlock, 1),
  run(splitBlock, 1),
  run(joinBackward, 1),
  run(toggleMark(types.strong), 12),
  run(COMMANDS.heading2?.run ?? (() => false), 12),
  run(COMMANDS.add_row?.run ?? (() => false), 12),
  run(COMMANDS.remove_row?.run ?? (() => false), 12),
  run(COMMANDS.table?.run ?? (() => false), 12),
  history(undo),
  history(redo),
  decide,
];

/** Edits as they are made in this client's mode; what cannot be suggested is not made. */
function inMode(client: Client, ids: (person: number) => string): Client {
  const person = personOf(client.id);
  const dispatch = client.dispatch.bind(client);
  client.dispatch = (tr) => {
    const newId = (): string => ids(person ?? 0);
    const made =
      person === null ? asEdit(tr, client.state) : asSuggestion(tr, client.state, { author: person, newId });
    if (typeof made !== "string") dispatch(made);
  };
  return client;
}

/** A person's client; what others did meanwhile must leave a suggestion a suggestion. */
const holdsFor = (id: string) => {
  const person = personOf(id);
  return person === null ? undefined : (before: Node, after: Node) => onlySuggests(before, after, by(person));
};

async function session(seed: number) {
  const random = seeded(seed);
  const { clock, authority, network, client } = setUp(
    "The first paragraph.",
    "The second one.",
    table(["One", "two"], ["three", "four"]),
    "",
    "And the last of them all.",
  );
  authority.allows = (before, after, clientId) => {
    const person = personOf(clientId);
    return person === null || onlySuggests(before, after, by(person));
  };
  const ids = numbered();
  const names = ["anna", "ben", "carla"].slice(0, 2 + (seed % 2));
  const clients = names.map((name) => inMode(client(name, seed % 3 === 0, holdsFor(name)), ids));
  for (let event = 0; event < EVENTS; event++) {
    const index = Math.floor(random() * clients.length);
    const someone = clients[index] as Client;
    const dice = random();
    if (dice < 0.45) ACTS[Math.floor(random() * ACTS.length)]?.(someone, random);
    else if (dice < 0.6) clock.advance();
    else if (dice < 0.9) network.deliver(Math.floor(random() * network.pending));
    else if (dice < 0.94) network.lose(Math.floor(random() * network.pending));
    else if (dice < 0.98) someone.session.pull();
    else {
      const store = new UnsentStore(new MapStore(), "1:/steps", () => 0);
      clients[index] = inMode(await someone.reload(store, authority), ids);
    }
    await settle();
  }
  await allUpToDate(clients, clock, network, authority);
  return { authority, clients };
}

test("sessions of people who edit and people who suggest converge, and nobody is refused", async (context) => {
  let [refused, proposed] = [0, 0];
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const { authority, clients } = await session(seed);
    authority.doc.check();
    proposed += idsIn(authority.doc).size;
    for (const one of clients) {
      if (one.states.includes("refused")) refused += 1;
      else assert.ok(one.state.doc.eq(authority.doc), `seed ${seed}: documents differ`);
    }
    for (const settled of [accepted(authority.doc), rejected(authority.doc)]) {
      settled.check();
      assert.ok(!hasSuggestions(settled));
    }
  }
  context.diagnostic(`${proposed} suggestions were left pending; ${refused} clients were refused`);
  assert.ok(proposed > ROUNDS);
  assert.equal(refused, 0);
});
