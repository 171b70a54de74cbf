/**
 * Several people at one copy on a real server, for the tests in Python. Reads one line of JSON, a
 * Task, from its input; writes lines of JSON: {"at": n} now and then, and goes on after a line of input when it
 * is `paused` there; at the end {"done": …}.
 */
import { createInterface } from "node:readline";
import { chainCommands, joinBackward, splitBlock, toggleMark } from "prosemirror-commands";
import { Fragment, Slice } from "prosemirror-model";
import { type Command, TextSelection, type Transaction } from "prosemirror-state";
import { types } from "../../src/copy/schema";
import { selectionBetween } from "../../src/editing/cells";
import { COMMANDS } from "../../src/editing/commands";
import { lineInFootnote, withCounterparts } from "../../src/editing/footnotes";
import { toCell } from "../../src/editing/tables";
import { redo, undo } from "../../src/editing/undo";
import { seeded } from "../sync/authority";
import { Person, type Place } from "../sync/person";

interface Task {
  /** One person each. */
  places: Place[];
  seed: number;
  /** So many acts of all together, of every kind. */
  acts: number;
  /** After these acts the program waits for a line. */
  paused?: number[];
}

const BETWEEN_ACTS_MS = 8;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const report = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const task = JSON.parse((await lines.next()).value as string) as Task;
Object.assign(globalThis, { location: { href: "http://localhost/" } });
const random = seeded(task.seed);
const people = task.places.map((place, number) => new Person(place, `person-${number}-${task.seed}`, random));
const upTo = (most: number): number => Math.floor(random() * most);

function select(person: Person, length: number): void {
  const { doc } = person.state;
  const from = upTo(doc.content.size + 1);
  const to = Math.min(from + upTo(length), doc.content.size);
  person.dispatch(person.state.tr.setSelection(selectionBetween(doc.resolve(from), doc.resolve(to))));
}

const run =
  (command: Command) =>
  (person: Person): void =>
    void command(person.state, (tr) => person.dispatch(tr));

const on =
  (length: number, act: (person: Person) => void) =>
  (person: Person): void => {
    select(person, length);
    act(person);
  };

const type = (person: Person): void => {
  for (let letters = 1 + upTo(5); letters > 0; letters--)
    person.dispatch(person.state.tr.insertText(String.fromCharCode(97 + upTo(26))));
};
const whole = (person: Person, tr: Transaction): void => person.dispatch(withCounterparts(tr, person.state));
const erase = (person: Person): void => whole(person, person.state.tr.deleteSelection());
const command =
  (name: string) =>
  (person: Person): void =>
    void COMMANDS[name]?.run(person.state, (tr) => whole(person, tr));
const join = (person: Person): void => {
  const { $from } = person.state.selection;
  const { doc, tr } = person.state;
  if ($from.parent.type === types.footnote) return;
  person.dispatch(tr.setSelection(TextSelection.near(doc.resolve($from.start()))));
  joinBackward(person.state, (joined) => person.dispatch(joined));
};
const paste = (person: Person): void => {
  const paragraphs = [1, 2].map((n) =>
    types.paragraph.create(null, person.state.schema.text(`Pasted ${n}.`)),
  );
  whole(person, person.state.tr.replaceSelection(new Slice(Fragment.from(paragraphs), 1, 1)));
};
const away = (person: Person): void => {
  person.offline = true;
  setTimeout(() => (person.offline = false), 100 + upTo(900));
};
const ask = (person: Person): void => {
  const { from, to } = person.state.selection;
  if (from < to) void person.ask(from, to);
};
const ACTS: readonly [number, (person: Person) => void][] = [
  [40, on(0, type)],
  [12, on(20, erase)],
  [8, on(0, run(chainCommands(lineInFootnote, splitBlock)))],
  [6, on(0, join)],
  [10, on(15, run(toggleMark(types.strong)))],
  [4, on(3, paste)],
  [10, run(undo)],
  [5, run(redo)],
  [4, on(0, command("footnote"))],
  [1, on(0, command("table"))],
  [3, on(0, command("add_row"))],
  [2, on(0, command("remove_row"))],
  [1, on(0, command("add_column"))],
  [1, on(0, command("remove_column"))],
  [4, run(toCell(1))],
  [2, away],
  [3, on(12, ask)],
];
const WHOLE = ACTS.reduce((sum, [weight]) => sum + weight, 0);

function act(person: Person): void {
  let dice = random() * WHOLE;
  for (const [weight, does] of ACTS) {
    dice -= weight;
    if (dice < 0) return does(person);
  }
}

async function live(acts: number): Promise<void> {
  for (let number = 1; number <= acts; number++) {
    act(people[upTo(people.length)] as Person);
    await pause(BETWEEN_ACTS_MS);
    if (!task.paused?.includes(number)) continue;
    report({ at: number });
    await lines.next();
  }
  await comeToRest();
}

/** Until everybody has sent everything, and has the same as the others. */
async function comeToRest(): Promise<void> {
  const isQuiet = (): boolean =>
    people.every(({ saveState, session }) => saveState === "saved" && session.unsent.length === 0) &&
    new Set(people.map(({ session }) => session.version)).size === 1;
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 300; tries++) {
    for (const person of people) {
      person.offline = false;
      if (tries % 5 === 0) person.session.pull();
    }
    await pause(200);
    quiet = isQuiet() ? quiet + 1 : 0;
  }
}

await live(task.acts);
const done = people.map((person) => ({
  state: person.saveState,
  reason: person.reason,
  version: person.session.version,
  doc: person.state.doc.toJSON() as unknown,
  passages: person.passages(),
}));
for (const person of people) person.leave();
process.stdout.write(`${JSON.stringify({ done })}\n`, () => process.exit(0));
