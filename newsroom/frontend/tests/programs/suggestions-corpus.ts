/**
 * Suggestions for the engine on the other side, as JSON lines.
 *
 * `write SEED COUNT` prints random sequences: the document, the steps of each edit with its author, what all of it
 * comes to, and its projections. `apply` reads documents with steps and prints the documents after them.
 */
import { createInterface } from "node:readline";
import { Node } from "prosemirror-model";
import { Step, Transform } from "prosemirror-transform";
import { author } from "../../src/copy/elements";
import { schema } from "../../src/copy/schema";
import { accepted, rejected } from "../../src/suggesting/projection";
import { PEOPLE, sequence } from "../suggesting/suggested";
import { BLOCKS, draft, FORMATTING, STRUCTURE } from "../suggesting/suggestions";
import { seeded } from "../sync/authority";

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

function write(seed: number): void {
  const random = seeded(seed);
  const start = draft(random);
  const { doc, made } = sequence(start, { ...STRUCTURE, ...FORMATTING, ...BLOCKS }, 30, random);
  const parts = PEOPLE.flatMap((person) =>
    [true, false].map((accept) => {
      const only = (id: string): boolean => author(id) === String(person);
      return { author: person, accept, doc: (accept ? accepted : rejected)(doc, only).toJSON() as unknown };
    }),
  );
  print({
    doc: start.toJSON() as unknown,
    edits: made.map(({ author: by, tr }) => ({
      author: by,
      steps: tr.steps.map((step) => step.toJSON() as unknown),
    })),
    suggested: doc.toJSON() as unknown,
    accepted: accepted(doc).toJSON() as unknown,
    rejected: rejected(doc).toJSON() as unknown,
    parts,
  });
}

async function apply(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { doc, steps } = JSON.parse(line) as { doc: unknown; steps: unknown[] };
    const tr = new Transform(Node.fromJSON(schema, doc));
    for (const step of steps) tr.step(Step.fromJSON(schema, step));
    tr.doc.check();
    print(tr.doc.toJSON());
  }
}

const [mode, seed, count] = process.argv.slice(2);
if (mode === "apply") await apply();
else for (let number = 0; number < Number(count); number++) write(Number(seed) + number);
