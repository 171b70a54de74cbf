/**
 * Random edits as suggestions. SUGGESTING_ROUNDS sets how many sequences of each kind; the share of those that
 * come out as they should is held to what is promised.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node } from "prosemirror-model";
import { EditorState } from "prosemirror-state";
import { Transform } from "prosemirror-transform";
import { author, hasSuggestions, idsIn } from "../../src/copy/elements";
import { schema } from "../../src/copy/schema";
import { accepted, rejected } from "../../src/suggesting/projection";
import { seeded } from "../sync/authority";
import { anyAct, anyRanges } from "./paired";
import { type Made, numbered, PEOPLE, sequence, suggest } from "./suggested";
import { BLOCKS, draft, FORMATTING, INLINE, pick, type Random, STRUCTURE } from "./suggestions";

const ROUNDS = Number(process.env.SUGGESTING_ROUNDS ?? 60);
const EDITS = 30;

for (const [name, edits, mostRefused] of [
  ["of words", INLINE, 0.01],
  ["of words and formatting", { ...INLINE, ...FORMATTING }, 0.01],
  ["of words and structure", STRUCTURE, 0.01],
  ["of whatever the editor can do", { ...STRUCTURE, ...FORMATTING, ...BLOCKS }, 0.02],
] as const) {
  test(`random edits ${name} can be rejected and accepted whole, and by person in any order`, (context) => {
    let [tried, refused, elsewhere] = [0, 0, 0];
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = seeded(seed);
      const start = draft(random);
      const found = sequence(start, edits, EDITS, random);
      tried += found.tried;
      refused += found.refused;
      assert.equal(found.refusedAlone, 0, `seed ${seed}: refused although nothing else is suggested`);
      found.doc.check();
      assertSmall(found.made, seed);
      const [without, withAll] = [rejected(found.doc), accepted(found.doc)];
      assert.ok(without.eq(start), `seed ${seed}: rejecting everything does not restore the text`);
      for (const one of [without, withAll]) assertClean(one, seed);
      assert.ok(
        inAnyOrder(found.doc, rejected, random).eq(without),
        `seed ${seed}: rejected person by person`,
      );
      const inTurn = inAnyOrder(found.doc, accepted, random);
      assert.equal(inTurn.textContent, withAll.textContent, `seed ${seed}: accepted person by person`);
      elsewhere += Number(!inTurn.eq(withAll));
      assertClean(mixed(found.doc, random), seed);
    }
    context.diagnostic(
      `${tried} edits, ${refused} refused; ${elsewhere} of ${ROUNDS} accepted to another list item`,
    );
    // What is left of lists that several people struck may stand in one or beside it, by who is accepted first.
    assert.ok(
      elsewhere <= Math.max(2, ROUNDS / 50),
      `${elsewhere} of ${ROUNDS} differ when accepted in turn`,
    );
    assert.ok(tried > ROUNDS * EDITS * 0.5);
    assert.ok(refused <= tried * mostRefused, `${refused} of ${tried} edits were refused`);
  });
}

function assertClean(doc: Node, seed: number): void {
  doc.check();
  assert.ok(!hasSuggestions(doc), `seed ${seed}: a suggestion is left`);
}

/** Every step alone only suggests, since a batch may end behind any of them. */
function assertSmall(made: readonly Made[], seed: number): void {
  for (const { author: person, tr } of made) {
    const docs = [...tr.docs, tr.doc].map((doc) => rejected(doc, by(person)));
    for (const doc of docs)
      assert.ok(doc.eq(docs[0] as Node), `seed ${seed}: a step is more than a suggestion`);
  }
}

type Project = (doc: Node, only: (id: string) => boolean) => Node;

const by = (person: number) => (id: string) => author(id) === String(person);

function inAnyOrder(doc: Node, project: Project, random: Random): Node {
  return shuffled(PEOPLE, random).reduce((current, person) => project(current, by(person)), doc);
}

/** Everything decided, suggestion by suggestion, as dice say; every document on the way is valid. */
function mixed(doc: Node, random: Random): Node {
  return shuffled([...idsIn(doc)], random).reduce((current, id) => {
    const next = pick(random, [accepted, rejected])(current, (other) => other === id);
    next.check();
    return next;
  }, doc);
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

for (const inline of [true, false]) {
  test(`accepting ${inline ? "words" : "words and structure"} gives what typing them would have given`, (context) => {
    let [good, edits, refused] = [0, 0, 0];
    for (let seed = 1; seed <= ROUNDS * 2; seed++) {
      const outcome = paired(seeded(seed), inline);
      edits += outcome.edits;
      refused += outcome.refused;
      good += Number(outcome.same);
    }
    context.diagnostic(`${good} of ${ROUNDS * 2} sequences; ${edits} edits, ${refused} refused`);
    assert.ok(good >= ROUNDS * 2 * (inline ? 1 : 0.99), `${good} of ${ROUNDS * 2} sequences`);
  });
}

/** Edits suggested in one document and made in another, at the same words. */
function paired(random: Random, inline: boolean): { same: boolean; edits: number; refused: number } {
  const start = draft(random);
  let [suggested, direct] = [start, start];
  let [edits, refused] = [0, 0];
  const ids = numbered();
  for (let count = 0; count < EDITS; count++) {
    const { act, reach } = anyAct(random, inline);
    const ranges = anyRanges([suggested, direct], random, reach, inline);
    // An item that lost its first paragraph has an empty one once that is accepted, and not before.
    if (!ranges) break;
    const state = EditorState.create({ doc: suggested, schema });
    const tr = state.tr;
    if (!(act(tr, ...ranges.suggested) && tr.docChanged)) continue;
    edits += 1;
    const made = suggest(tr, state, pick(random, PEOPLE), ids);
    if (typeof made === "string") {
      refused += 1;
      continue;
    }
    const plain = new Transform(direct);
    if (!(act(plain, ...ranges.direct) && plain.docChanged)) continue;
    if (!accepted(made.doc).eq(plain.doc)) return { same: false, edits, refused };
    [suggested, direct] = [made.doc, plain.doc];
  }
  return { same: rejected(suggested).eq(start), edits, refused };
}
