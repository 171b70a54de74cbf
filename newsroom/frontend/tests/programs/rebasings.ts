/** Random batches on older versions and where this side brings them, a line of JSON each, for a test in Python. */
import { Node } from "prosemirror-model";
import { ReplaceStep, type Step, Transform } from "prosemirror-transform";
import { schema, types } from "../../src/copy/schema";
import { paragraphs, rebased, seeded } from "../sync/authority";

const [seed = 1, rounds = 300] = process.argv.slice(2).map(Number);
const random = seeded(seed);
const upTo = (most: number): number => Math.floor(random() * most);

function edited(doc: Node): Step[] {
  const tr = new Transform(doc);
  for (let edits = 1 + upTo(4); edits > 0; edits--) {
    const from = 1 + upTo(tr.doc.content.size - 1);
    const to = Math.min(from + upTo(12), tr.doc.content.size);
    try {
      const dice = random();
      if (dice < 0.4) tr.insert(from, schema.text("xyz".slice(upTo(3))));
      else if (dice < 0.65) tr.delete(from, to);
      else if (dice < 0.8) tr.split(from);
      else if (dice < 0.9) tr.addMark(from, to, types.strong.create());
      else tr.setBlockType(from, to, types.heading, { level: 2 });
    } catch {
      // Not everything can be done everywhere.
    }
  }
  return tr.steps.filter((step) => !(step instanceof ReplaceStep) || step.from <= step.to);
}

for (let round = 0; round < rounds; round++) {
  const doc = Node.fromJSON(schema, paragraphs("Headline", "The first one.", "The second one.", "The last."));
  const [missing, made] = [edited(doc), edited(doc)];
  if (missing.length === 0 || made.length === 0) continue;
  const brought = rebased(
    made,
    missing.map((step) => step.getMap()),
  );
  process.stdout.write(`${JSON.stringify({ doc, missing, made, brought })}\n`);
}
