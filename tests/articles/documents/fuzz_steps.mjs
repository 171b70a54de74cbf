// Random edits with the browser's engine, one JSON object a line: documents, and the steps made on them.
// node fuzz_steps.mjs NODE_MODULES SCHEMA_JSON SEED DOCUMENTS TRANSACTIONS_A_DOCUMENT
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, schemaFile, seed, documents, transactions] = process.argv.slice(2);
const load = createRequire(modules + "/");
const { Schema, Fragment } = load("prosemirror-model");
const { Transform, canSplit, canJoin, liftTarget, findWrapping } = load("prosemirror-transform");

const schema = new Schema(JSON.parse(readFileSync(schemaFile, "utf8")));
const { nodes, marks } = schema;

// Mulberry32.
let state = Number(seed) >>> 0;
function chance() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(chance() * limit);
const pick = (choices) => choices[below(choices.length)];
const times = (count, make) => Array.from({ length: count }, make);
const print = (record) => process.stdout.write(JSON.stringify(record) + "\n");

const WORDS = ["minister", "said", "the", "of", "café", "naïve", "😀", "👩‍👩‍👧", "🇸🇾", "صحيفة", "كلمة", "日本語", "𝒳𝓎", "é", "…", "—", "a\u00a0b"];
const text = (most) => times(1 + below(most), () => pick(WORDS)).join(" ");

function anyMark() {
  const kind = pick(["em", "strong", "link"]);
  return kind === "link" ? marks.link.create({ href: "https://example.org/" + below(3) }) : marks[kind].create();
}
function inline(parent) {
  return Fragment.fromArray(
    times(below(5), () => {
      if (parent.contentMatch.matchType(nodes.hard_break) && chance() < 0.12) return nodes.hard_break.create();
      if (parent.contentMatch.matchType(nodes.footnote_reference) && chance() < 0.1) return nodes.footnote_reference.create({ id: String(below(4)) });
      const set = times(below(3), anyMark).reduce((set, mark) => mark.addToSet(set), []);
      return schema.text(text(8), parent.allowedMarks(set));
    }),
  );
}
const textblock = (type, attrs = null) => type.create(attrs, inline(type));

function block(depth) {
  const deeper = () => times(1 + below(3), () => block(depth + 1));
  const kind = depth > 3 ? "paragraph" : pick([...times(8, () => "paragraph"), "heading", "pull_quote", "blockquote", "list", "list", "figure", "horizontal_rule", "table"]);
  if (kind === "heading") return textblock(nodes.heading, { level: 2 + below(3) });
  if (kind === "table") {
    const cell = () => nodes.table_cell.create({ header: chance() < 0.3 }, times(1 + below(2), () => textblock(nodes.paragraph)));
    return nodes.table.create(null, times(1 + below(3), () => nodes.table_row.create(null, times(1 + below(3), cell))));
  }
  if (kind === "blockquote") return nodes.blockquote.create(null, deeper());
  if (kind === "list") {
    const item = () => nodes.list_item.create(null, [textblock(nodes.paragraph), ...(chance() < 0.3 ? [block(depth + 1)] : [])]);
    return pick([nodes.bullet_list, nodes.ordered_list]).create(null, times(1 + below(3), item));
  }
  if (kind === "figure") {
    const image = nodes.image.create({ src: `https://example.org/${below(9)}.jpg`, alt: text(2) });
    return nodes.figure.create(null, chance() < 0.6 ? [image, textblock(nodes.caption)] : [image]);
  }
  return nodes[kind].isTextblock ? textblock(nodes[kind]) : nodes[kind].create();
}
function draft() {
  const standfirst = chance() < 0.7 ? [textblock(nodes.standfirst)] : [];
  const footnotes = times(below(3), () => textblock(nodes.footnote, { id: String(below(4)) }));
  return nodes.doc.create(null, [textblock(nodes.headline), ...standfirst, ...times(2 + below(8), () => block(0)), ...footnotes]);
}

function position(doc) {
  const found = below(doc.content.size + 1);
  const $found = doc.resolve(found);
  const code = $found.textOffset && $found.parent.child($found.index()).text.charCodeAt($found.textOffset);
  return code >= 0xdc00 && code < 0xe000 ? found - 1 : found; // never half a character
}
function textPosition(doc) {
  for (let tries = 0; tries < 20; tries++) {
    const found = position(doc);
    if (doc.resolve(found).parent.inlineContent) return found;
  }
  return position(doc);
}
function whole(doc, pos) {
  const bounded = Math.min(pos, doc.content.size), $pos = doc.resolve(bounded);
  const code = $pos.textOffset && $pos.parent.child($pos.index()).text.charCodeAt($pos.textOffset);
  return code >= 0xdc00 && code < 0xe000 ? bounded - 1 : bounded;
}
function nodePosition(doc, wanted) {
  const found = [];
  doc.descendants((node, pos) => void (wanted(node) && found.push(pos)));
  return found.length ? pick(found) : null;
}
function setAttribute(tr) {
  const pos = nodePosition(tr.doc, (node) => !node.isText && Object.keys(node.attrs).length);
  if (pos === null) return;
  const node = tr.doc.nodeAt(pos);
  if (node.type === nodes.heading) tr.setNodeAttribute(pos, "level", 2 + below(3));
  else if (node.type === nodes.table_cell) tr.setNodeAttribute(pos, "header", chance() < 0.5);
  else if (node.type === nodes.ordered_list) tr.setNodeAttribute(pos, "order", below(9));
  else if (node.type === nodes.image) tr.setNodeAttribute(pos, pick(["alt", "credit"]), text(3));
}
function markBreak(tr) {
  const pos = nodePosition(tr.doc, (node) => node.type === nodes.hard_break);
  if (pos === null) return;
  const [mark] = tr.doc.nodeAt(pos).marks;
  if (mark && chance() < 0.6) tr.removeNodeMark(pos, mark);
  else tr.addNodeMark(pos, anyMark());
}

const EDITS = [
  [20, (tr, from) => tr.replaceRangeWith(from, from, schema.text(text(2), tr.doc.resolve(from).marks()))],
  [10, (tr, from, to) => tr.replaceRangeWith(from, whole(tr.doc, Math.min(to, from + 3)), schema.text(pick(WORDS)))],
  [12, (tr, from, to) => tr.delete(from, to)],
  [4, (tr, from, to) => tr.deleteRange(from, to)],
  [7, (tr, from) => { const depth = 1 + below(2); if (canSplit(tr.doc, from, depth)) tr.split(from, depth); }],
  [5, (tr) => { const pos = position(tr.doc); if (canJoin(tr.doc, pos)) tr.join(pos); }],
  [7, (tr, from, to) => { const other = draft(), a = position(other), b = position(other); tr.replaceRange(from, to, other.slice(Math.min(a, b), Math.max(a, b))); }],
  [5, (tr, from, to) => { const a = position(tr.doc), b = whole(tr.doc, a + below(60)); tr.replace(from, to, tr.doc.slice(a, Math.max(a, b))); }],
  [5, (tr, from, to) => { const range = tr.doc.resolve(from).blockRange(tr.doc.resolve(to)), target = range && liftTarget(range); if (target != null) tr.lift(range, target); }],
  [5, (tr, from, to) => { const range = tr.doc.resolve(from).blockRange(tr.doc.resolve(to)), around = range && findWrapping(range, pick([nodes.blockquote, nodes.bullet_list, nodes.ordered_list])); if (around) tr.wrap(range, around); }],
  [5, (tr, from, to) => tr.setBlockType(from, to, pick([nodes.paragraph, nodes.heading, nodes.pull_quote]))],
  [8, (tr, from, to) => tr.addMark(from, to, anyMark())],
  [6, (tr, from, to) => tr.removeMark(from, to, pick([null, anyMark(), anyMark().type]))],
  [4, setAttribute],
  [7, markBreak],
];
const HAT = EDITS.flatMap(([weight, edit]) => times(weight, () => edit));

function transaction(doc) {
  const tr = new Transform(doc);
  const a = textPosition(doc), b = chance() < 0.6 ? whole(doc, a + below(25)) : textPosition(doc);
  try {
    pick(HAT)(tr, Math.min(a, b), Math.max(a, b));
    tr.doc.check();
  } catch {
    return null; // not every random edit can be made
  }
  return tr;
}
function mapped(map, doc) {
  const edges = [];
  for (let i = 0; i < map.ranges.length; i += 3)
    for (const edge of [map.ranges[i], map.ranges[i] + map.ranges[i + 1]]) edges.push(edge - 1, edge, edge + 1);
  const probed = [...times(6, () => below(doc.content.size + 1)), ...edges.filter((pos) => pos >= 0 && pos <= doc.content.size)];
  return probed.map((pos) => {
    const right = map.mapResult(pos, 1), left = map.mapResult(pos, -1);
    return [pos, right.pos, right.deleted, right.deletedAcross, left.pos, left.deleted, left.deletedAcross];
  });
}

for (let number = 0; number < Number(documents); number++) {
  let doc = draft();
  print({ doc: doc.toJSON() });
  for (let made = 0; made < Number(transactions); made++) {
    const tr = transaction(doc);
    if (!tr) continue;
    tr.steps.forEach((step, i) => {
      const after = tr.docs[i + 1] ?? tr.doc, before = tr.docs[i], map = step.getMap();
      print({ step: step.toJSON(), after: after.toJSON(), inverse: step.invert(before).toJSON(), ranges: map.ranges, mapped: mapped(map, before) });
    });
    doc = tr.doc;
    if (doc.content.size > 6000) break;
  }
}
