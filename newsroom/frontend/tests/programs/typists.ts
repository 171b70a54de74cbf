/**
 * Many people who type into one copy on a real server, for measuring it. They send and hear what pages do, in the
 * same rhythm (src/sync/pace.ts), but keep nothing of the copy except the place they type at: a page has a computer of
 * its own, and here one process is all of them.
 *
 * Reads one line of JSON, a Task; answers with one line: how long until the others had each letter, from the key
 * and from the moment its batch was sent, and how many batches there were.
 */
import { Agent, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { Pace } from "../../src/sync/pace";

interface Place {
  base: string;
  slug: string;
  article: number;
  cookie: string;
  /** Where in the document at `version` this person types. */
  at: number;
  version: number;
}

interface Task {
  places: Place[];
  seconds: number;
}

/** Typing makes no others. */
interface Letters {
  stepType: "replace";
  from: number;
  to: number;
  slice: { content: [{ type: "text"; text: string }] };
}

interface Piece {
  since?: number;
  version: number;
  steps?: Letters[];
  client_ids?: string[];
}

const [FASTEST_KEY_MS, SLOWEST_KEY_MS] = [120, 250];
const AGAIN_MS = 200;
const REST_MS = 30_000;
const TOKEN = "a".repeat(32);
const sentAt = new Map<string, number[]>();
const typedAt = new Map<string, number[]>();
const fromKey: number[] = [];
const fromBatch: number[] = [];
let batches = 0;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class Typist {
  readonly keys: number[] = [];
  readonly sent: number[] = [];
  private readonly pace = new Pace(() => performance.now());
  private readonly agent = new Agent({ keepAlive: true });
  private readonly arrived = new Map<string, number>();
  private readonly waiting: Piece[] = [];
  private version: number;
  private at: number;
  private unsent = "";
  private underWay = "";
  private stream: IncomingMessage | null = null;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly place: Place,
    readonly id: string,
  ) {
    ({ version: this.version, at: this.at } = place);
    typedAt.set(id, this.keys);
    sentAt.set(id, this.sent);
    this.listen();
  }

  get isAtRest(): boolean {
    return this.unsent === "" && this.underWay === "";
  }

  get where(): number {
    return this.version;
  }

  type(letter: string): void {
    this.unsent += letter;
    this.keys.push(performance.now());
    this.pace.typed();
    this.sending ??= this.sendAll();
  }

  leave(): void {
    this.stream?.destroy();
    this.agent.destroy();
  }

  private async sendAll(): Promise<void> {
    while (this.unsent !== "") {
      await pause(this.pace.wait(true));
      await this.send();
    }
    this.sending = null;
  }

  private async send(): Promise<void> {
    this.underWay = this.unsent;
    this.unsent = "";
    const steps = [...this.underWay].map((text, index) => ({
      stepType: "replace",
      from: this.at + index,
      to: this.at + index,
      slice: { content: [{ type: "text", text }] },
    }));
    batches += 1;
    this.pace.sent();
    for (const _step of steps) this.sent.push(performance.now());
    for (;;) {
      const { status, body } = await this.post({ version: this.version, client_id: this.id, steps });
      if (status !== 200) {
        if (status < 500) throw new Error(`${status}: ${JSON.stringify(body)}`);
        await pause(AGAIN_MS);
        continue;
      }
      this.pace.answered();
      this.take({ ...body, since: this.version });
      break;
    }
    this.underWay = "";
    this.takeWaiting();
  }

  private post(batch: object): Promise<{ status: number; body: Piece }> {
    const { base, slug, cookie } = this.place;
    const text = JSON.stringify(batch);
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
      "X-CSRFToken": TOKEN,
      Cookie: `csrftoken=${TOKEN}; ${cookie}`,
    };
    const options = { method: "POST", headers, agent: this.agent };
    return new Promise((resolve, reject) => {
      const asked = request(`${base}/api/articles/${slug}/steps`, options, (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (part: string) => (body += part));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(body) as Piece }));
      });
      asked.on("error", reject).end(text);
    });
  }

  private listen(): void {
    const { base, article, cookie } = this.place;
    let text = "";
    request(`${base}/events/?article=${article}`, { headers: { Cookie: cookie } }, (stream) => {
      this.stream = stream;
      stream.setEncoding("utf8").on("data", (part: string) => {
        const events = (text + part).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events)
          if (event.startsWith("data: "))
            this.receive(JSON.parse(event.slice(6)) as Piece & { changed?: string });
      });
    }).end();
  }

  private receive(news: Piece & { changed?: string }): void {
    if (news.changed !== "document") return;
    this.waiting.push(news);
    this.takeWaiting();
  }

  /** While a batch is under way the answer settles the order. */
  private takeWaiting(): void {
    if (this.underWay !== "") return;
    for (;;) {
      const index = this.waiting.findIndex(
        ({ since = Infinity, version }) => since <= this.version || version < since,
      );
      const [next] = index < 0 ? [] : this.waiting.splice(index, 1);
      if (!next) return;
      this.take(next);
    }
  }

  private take({ since = 0, steps = [], client_ids: ids = [] }: Piece): void {
    const now = performance.now();
    const known = Math.max(0, this.version - since);
    for (let index = known; index < steps.length; index++) {
      const [step, id] = [steps[index] as Letters, ids[index] as string];
      const size = step.slice.content[0].text.length;
      // What others put in at one's own place goes behind it.
      if (id === this.id || step.from < this.at) this.at += size;
      const count = this.arrived.get(id) ?? 0;
      this.arrived.set(id, count + 1);
      this.version += 1;
      if (id === this.id) continue;
      this.pace.othersTyped([id]);
      fromKey.push(now - (typedAt.get(id)?.[count] ?? NaN));
      fromBatch.push(now - (sentAt.get(id)?.[count] ?? NaN));
    }
  }
}

function summary(times: number[]) {
  const sorted = times.filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const task = JSON.parse((await lines.next()).value as string) as Task;
const people = task.places.map((place, number) => new Typist(place, `typist-${number}`));
await pause(1_000);
const end = performance.now() + task.seconds * 1_000;
await Promise.all(
  people.map(async (person, number) => {
    await pause(Math.random() * SLOWEST_KEY_MS);
    for (let key = number; performance.now() < end; key++) {
      person.type("abcdefgh "[key % 9] as string);
      await pause(FASTEST_KEY_MS + Math.random() * (SLOWEST_KEY_MS - FASTEST_KEY_MS));
    }
  }),
);
const typed = people.reduce((sum, { keys }) => sum + keys.length, 0);
const first = task.places[0]?.version ?? 0;
const isThere = () => people.every((person) => person.isAtRest && person.where === first + typed);
for (let waited = 0; !isThere() && waited < REST_MS; waited += 50) await pause(50);
for (const person of people) person.leave();
const report = {
  fromKey: summary(fromKey),
  fromBatch: summary(fromBatch),
  batches,
  typed,
  isThere: isThere(),
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
