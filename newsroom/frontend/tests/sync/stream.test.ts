import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveEvent } from "../../src/sync/live-events";
import { type Channel, type Source, Stream, type Wanted } from "../../src/sync/stream";
import { pollWhileDisconnected, throttled } from "../../src/sync/timers";
import { Clock } from "./authority";

/** A browser with several tabs, and the server's end of its streams. */
class Browser {
  readonly tabs = new Map<string, Tab>();
  readonly turns: (() => void)[] = [];
  /** What is listened to just now, one entry for each stream. */
  readonly streams: { wanted: readonly string[]; onData: (data: unknown) => void; onLost: () => void }[] = [];
  opened = 0;

  readonly source: Source = {
    open: (wanted, onData, onLost) => {
      const stream = { wanted, onData, onLost };
      this.streams.push(stream);
      this.opened += 1;
      return () => void this.streams.splice(this.streams.indexOf(stream), 1);
    },
  };

  tab(name: string, wanted: Wanted): Tab {
    const tab = new Tab(this, name, wanted);
    return tab;
  }

  send(data: object): void {
    const [stream] = this.streams;
    assert.ok(stream);
    stream.onData(data);
  }
}

class Tab {
  readonly news: LiveEvent[] = [];
  readonly lives: boolean[] = [];
  readonly stream: Stream;
  onMessage: (message: unknown) => void = () => undefined;

  constructor(
    private readonly browser: Browser,
    readonly name: string,
    wanted: Wanted,
  ) {
    const channel: Channel = {
      post: (message) => {
        for (const [other, tab] of browser.tabs) if (other !== name) tab.onMessage(structuredClone(message));
      },
      listen: (onMessage) => (this.onMessage = onMessage),
    };
    browser.tabs.set(name, this);
    this.stream = new Stream({
      wanted,
      tab: name,
      source: browser.source,
      channel,
      election: (onElected) => {
        browser.turns.push(onElected);
        if (browser.turns.length === 1) onElected();
      },
      onEvent: (news) => this.news.push(news),
      onLive: (live) => this.lives.push(live),
    });
  }

  /** The browser hands the lock on when its tab goes, with or without a word. */
  go(withAWord: boolean): void {
    if (withAWord) this.stream.close();
    else this.browser.streams.splice(0);
    this.browser.tabs.delete(this.name);
    this.browser.turns.shift();
    this.browser.turns[0]?.();
  }
}

test("one tab holds the stream, for the articles of all of them", () => {
  const browser = new Browser();
  browser.tab("first", "article=1");
  browser.tab("second", "article=2");
  browser.tab("third", "article=2");
  assert.deepEqual(
    browser.streams.map(({ wanted }) => wanted),
    [["article=1", "article=2"]],
  );
  assert.equal(browser.opened, 2, "the third tab needed nothing new");
});

test("each tab isLive of its own article, and when news can be relied on", () => {
  const browser = new Browser();
  const [first, second] = [browser.tab("first", "article=1"), browser.tab("second", "article=2")];
  browser.send({ live: true });
  browser.send({ topic: "article:2", changed: "queries" });
  browser.send({ topic: "article:1", changed: "document", version: 4 });
  assert.deepEqual(first.news, [{ topic: "article:1", changed: "document", version: 4 }]);
  assert.deepEqual(second.news, [{ topic: "article:2", changed: "queries" }]);
  browser.send({ live: false });
  assert.deepEqual(
    [first.lives, second.lives],
    [
      [true, false],
      [true, false],
    ],
  );
  assert.ok(!(first.stream.isLive || second.stream.isLive));
});

test("a list hears of every desk, in the stream of its browser, and of no story's own news", () => {
  const browser = new Browser();
  const [story, list] = [browser.tab("story", "article=1"), browser.tab("list", "lists=mine")];
  assert.deepEqual(browser.streams[0]?.wanted, ["article=1", "lists=mine"]);
  browser.send({ topic: "desk:4", changed: "stories" });
  browser.send({ topic: "article:1", changed: "queries" });
  assert.deepEqual(list.news, [{ topic: "desk:4", changed: "stories" }]);
  assert.deepEqual(story.news, [{ topic: "article:1", changed: "queries" }]);
});

test("a tab that opens later learns that news can be relied on", () => {
  const browser = new Browser();
  browser.tab("first", "article=1");
  browser.send({ live: true });
  assert.deepEqual(browser.tab("second", "article=1").lives, [true]);
});

for (const withAWord of [true, false])
  test(`when the holder goes ${withAWord ? "with" : "without"} a word, the next one takes over`, () => {
    const browser = new Browser();
    const first = browser.tab("first", "article=1");
    const [second, third] = [browser.tab("second", "article=2"), browser.tab("third", "article=3")];
    browser.send({ live: true });
    first.go(withAWord);
    assert.equal(browser.streams.length, 1);
    assert.deepEqual(browser.streams[0]?.wanted, ["article=2", "article=3"]);
    assert.equal(third.stream.isLive, false, "nothing is relied on before the new stream says so");
    browser.send({ live: true });
    browser.send({ topic: "article:3", changed: "queries" });
    assert.equal(third.news.length, 1);
    assert.ok(second.stream.isLeading && second.stream.isLive && third.stream.isLive);
  });

test("a lost stream is not relied on until it says so again", () => {
  const browser = new Browser();
  const tab = browser.tab("only", "article=1");
  browser.send({ live: true });
  browser.streams[0]?.onLost();
  browser.streams[0]?.onLost();
  assert.deepEqual(tab.lives, [true, false]);
  browser.send({ live: true });
  assert.ok(tab.stream.isLive);
});

test("what is no news is passed over", () => {
  const browser = new Browser();
  const tab = browser.tab("only", "article=1");
  browser.send({});
  browser.send({ topic: "article:1" });
  assert.deepEqual(tab.news, []);
});

test("a page polls when it has heard nothing for thirty seconds, and only then", () => {
  const clock = new Clock();
  let isLive = false;
  const woken: number[] = [];
  const stop = pollWhileDisconnected({
    after: clock.after,
    now: () => clock.now,
    isLive: () => isLive,
    poll: () => woken.push(clock.now),
  });
  const until = (end: number): void => {
    while (clock.now < end) clock.advance();
  };
  until(60_000);
  assert.deepEqual(woken, [30_000, 45_000, 60_000]);
  isLive = true;
  until(120_000);
  assert.equal(woken.length, 3);
  isLive = false;
  until(150_000);
  assert.equal(woken.length, 3, "a short gap is none");
  until(165_000);
  assert.deepEqual(woken.slice(3), [165_000]);
  stop();
  assert.equal(clock.advance(), false);
});

test("news in quick succession is asked for at once, and then once after the gap", () => {
  const clock = new Clock();
  const asked: number[] = [];
  const ask = throttled({
    after: clock.after,
    now: () => clock.now,
    gap: () => 100,
    act: () => asked.push(clock.now),
  });
  ask();
  ask();
  ask();
  assert.deepEqual(asked, [0]);
  while (clock.advance());
  assert.deepEqual(asked, [0, 100]);
  clock.now = 500;
  ask();
  assert.deepEqual(asked, [0, 100, 500]);
});
