/** The threads beside the copy: level with their passages, lit up together with them, reached by keys. */
import type { EditorView } from "prosemirror-view";
import { withoutRoom } from "../layout/crowding";
import { type Box, layOut } from "../layout/layout";
import { Heights, Tops } from "../layout/measuring";
import { Moving } from "../layout/moving";
import { announce } from "../page/announce";
import { isDialogOpen } from "../page/dialogs";
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { isPressing, watchPresses } from "../page/pressing";
import { isFor } from "../page/shortcuts";
import { proposedIn, startOf } from "../suggesting/proposed";
import { PassageHint } from "./passage-hint";
import { activate, activeQuery, places, queryAt } from "./passages";

const WIDE = "(min-width: 62rem)";
const GAP = 12;
const DENSE_GAP = 6;
/** Of a thread that was never seen whole. */
const USUAL_HEIGHT = 150;
/** A card that is drawn short. */
const SHORT = "thread-dense";
/** What a click is for by itself. */
const WITH_A_USE = "a, button, input, textarea, select, summary, label, details";
const ANY_THREAD = ".thread[data-query]";
const CARD = `${ANY_THREAD}, .suggestion[data-suggestion]`;
/** Resolved threads and those on the whole story are not laid out, but they light up. */
const PLACES = ["whole-story", "threads", "resolved"] as const;

interface Thread {
  element: HTMLElement;
  query: number;
  /** Where its passage begins; Infinity when it has none. */
  position: number;
}

/** What is laid out: a thread, or the card of a suggestion. */
interface Beside {
  element: HTMLElement;
  position: number;
  query: number | null;
}

export class Threads {
  private readonly wide = matchMedia(WIDE);
  private scheduled = false;
  /** The query of the thread that had the focus when an answer was about to take its place. */
  private focused: string | undefined;
  private readonly hint: PassageHint;
  /** How high each thread is when it is not drawn short. */
  private readonly whole = new WeakMap<HTMLElement, number>();
  private readonly heights = new Heights(() => this.schedule());
  private readonly tops: Tops;
  private readonly moving = new Moving();
  /** What the server put into the margin, found anew after each of its answers. */
  private shown = new Map<(typeof PLACES)[number], readonly HTMLElement[]>();

  constructor(private readonly view: EditorView) {
    this.hint = new PassageHint(view);
    this.tops = new Tops(view);
    this.wide.addEventListener("change", () => {
      this.heights.forgetAll();
      this.schedule();
    });
    new ResizeObserver(() => this.schedule()).observe(view.dom);
    for (const name of ["htmx:afterSwap", "htmx:afterSettle"])
      document.addEventListener(name, () => this.refresh());
    listen("threads-renewed", () => this.refresh());
    listen("cards-moved", () => this.schedule());
    listen("query-asked", ({ number }) => this.light(number));
    this.listen();
    this.refresh();
    this.show(location.hash);
  }

  /** Lays the threads out again in the next frame. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      // While a button is being pressed its thread must not move away from under the pointer.
      if (!isPressing()) this.layOut();
    });
  }

  /** Follows the cursor: a passage it is in lights up. */
  followCursor(): void {
    const query = queryAt(this.view.state, this.view.state.selection.head);
    this.hint.caretAt(query);
    if (query !== null && query !== activeQuery(this.view.state)) this.light(query);
  }

  /** Goes to the next open query, or the one before; says where that is. */
  go(direction: 1 | -1): void {
    const all = this.inOrder();
    const open = all.filter(({ element }) => data(element).open === "true");
    const index = open.indexOf(this.nextOpen(all, direction) as Thread);
    const thread = open[index];
    if (!thread) return announce("none", {});
    thread.element.focus({ preventScroll: true });
    this.show(`#query-${thread.query}`);
    const text =
      (thread.element.querySelector("[data-question]") ?? thread.element).textContent?.trim() ?? "";
    announce("position", {
      query: String(thread.query),
      n: String(index + 1),
      total: String(open.length),
      text: text.replace(/\s+/g, " "),
    });
  }

  /** From the lit thread on, resolved or not; from where it was where it is gone to the resolved ones. */
  private nextOpen(all: readonly Thread[], direction: 1 | -1): Thread | undefined {
    const active = activeQuery(this.view.state);
    const from = places(this.view.state).get(active ?? -1)?.from ?? Infinity;
    const at = all.findIndex(({ query }) => query === active);
    const below = at >= 0 ? at + 1 : all.findIndex(({ position }) => position > from);
    const first = active === null || below < 0 ? 0 : below;
    const around = [...all.slice(first), ...all.slice(0, first)];
    // The lit one itself comes last in both directions.
    const others = around.filter(({ query, element }) => query !== active && data(element).open === "true");
    const own = all[at];
    const last = own && data(own.element).open === "true" ? own : undefined;
    return (direction > 0 ? others[0] : others.at(-1)) ?? last;
  }

  private listen(): void {
    watchPresses(() => this.schedule());
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("focusin", (event) => {
      if (!isPressing()) this.chosen(event.target as Element);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("htmx:beforeSwap", () => {
      const thread = document.activeElement?.closest<HTMLElement>(ANY_THREAD);
      this.focused = data(thread).query;
    });
    window.addEventListener("hashchange", () => this.show(location.hash));
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const step = target.closest<HTMLElement>("[data-go]");
    if (step) return this.go(data(step).go === "-1" ? -1 : 1);
    const passage = target.closest<HTMLElement>("#copy .passage[data-query]");
    const link = target.closest<HTMLAnchorElement>('a[href^="#"]');
    if (passage) {
      this.light(Number(data(passage).query));
      this.hint.caretAt(Number(data(passage).query));
    } else if (!(link && this.show(link.hash))) this.choose(target);
    else event.preventDefault();
  }

  /** A click on a card that is drawn short leads to its field: what one comes for is to answer. */
  private choose(target: Element): void {
    const short = target.closest<HTMLElement>(`#threads .${SHORT}`);
    this.chosen(target);
    if (!short || target.closest(WITH_A_USE) || !matchMedia("(pointer: fine)").matches) return;
    short.querySelector<HTMLElement>('textarea[name="body"]')?.focus({ preventScroll: true });
  }

  private chosen(target: Element): void {
    const thread = target.closest<HTMLElement>(ANY_THREAD);
    if (!thread || Number(data(thread).query) === activeQuery(this.view.state)) return;
    this.light(Number(data(thread).query));
    if (this.wide.matches) this.passage(Number(data(thread).query))?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const step = isFor("next_query", event) ? 1 : isFor("previous_query", event) ? -1 : null;
    const typing = closestTo(event, "input, textarea, select, [contenteditable]") !== null;
    if (!step || (typing && !event.altKey) || isDialogOpen()) return;
    event.preventDefault();
    this.go(step);
  }

  private light(query: number): void {
    this.view.dispatch(activate(this.view.state.tr, query));
    this.markActive();
    this.schedule();
  }

  /** "#query-5" leads to that query, "#passage-5" to its words; false for anything else. */
  private show(address: string): boolean {
    const query = Number(/^#(?:query|passage)-(\d+)$/.exec(address)?.[1] ?? NaN);
    const passage = this.passage(query);
    const goal = address.startsWith("#query") && !this.wide.matches ? null : passage;
    const target = goal ?? document.querySelector<HTMLElement>(`.thread[data-query="${query}"]`);
    if (!target) return false;
    this.light(query);
    this.layOut();
    target.scrollIntoView({ block: "center" });
    if (!this.wide.matches && address.startsWith("#query")) emit("query-opened", { number: query });
    return true;
  }

  /** The server may have put other threads in the place of the old ones; most of its answers are about other things. */
  private refresh(): void {
    const found = new Map(PLACES.map((place) => [place, cardsIn(place)]));
    const isSame = PLACES.every((place) => areSame(found.get(place) ?? [], this.shown.get(place) ?? []));
    this.shown = found;
    this.returnFocus();
    if (isSame) return;
    this.heights.watch(found.get("threads") ?? []);
    this.markActive();
    this.schedule();
  }

  /** An answer took the place of the thread somebody was in: they are in the new one. */
  private returnFocus(): void {
    const { focused } = this;
    this.focused = undefined;
    if (focused === undefined || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`.thread[data-query="${focused}"]`)?.focus({ preventScroll: true });
  }

  private markActive(): void {
    const active = String(activeQuery(this.view.state));
    for (const element of [...this.shown.values()].flat()) {
      const isActive = data(element).query === active;
      if (!data(element).query || element.classList.contains("active") === isActive) continue;
      element.classList.toggle("active", isActive);
      this.heights.forget(element);
    }
  }

  private passage(query: number): HTMLElement | null {
    return this.view.dom.querySelector<HTMLElement>(`.passage[data-query="${query}"]`);
  }

  private threads(place: (typeof PLACES)[number]): Thread[] {
    const where = places(this.view.state);
    return (this.shown.get(place) ?? []).flatMap((element) => {
      const query = Number(data(element).query);
      return query ? [{ element, query, position: where.get(query)?.from ?? Infinity }] : [];
    });
  }

  /** Those on the whole story, then those on passages. */
  private inOrder(): Thread[] {
    return [...this.threads("whole-story"), ...this.onPassages()];
  }

  private onPassages(): Thread[] {
    return this.threads("threads").sort((a, b) =>
      a.position === b.position ? a.query - b.query : a.position - b.position,
    );
  }

  /** Threads and cards, in the order in which they stand. */
  private beside(): Beside[] {
    const starts = new Map(proposedIn(this.view.state.doc).map((one) => [one.id, startOf(one)]));
    const cards = (this.shown.get("threads") ?? []).flatMap((element): Beside[] => {
      const { suggestion } = data(element);
      return suggestion ? [{ element, query: null, position: starts.get(suggestion) ?? Infinity }] : [];
    });
    // Sorting is stable: a card comes before the thread that discusses it.
    return [...cards, ...this.onPassages()].sort((a, b) =>
      a.position === b.position ? 0 : a.position - b.position,
    );
  }

  private layOut(): void {
    const root = byId("threads");
    if (!root) return;
    root.classList.toggle("threads-aligned", this.wide.matches);
    const beside = this.beside();
    if (!this.wide.matches) {
      root.style.minHeight = "";
      this.moving.none(beside.map(({ element }) => element));
      for (const { element } of beside) element.classList.remove(SHORT);
      return;
    }
    // What stands there is read before anything is written.
    const origin = root.getBoundingClientRect().top;
    const anchors = this.anchors(beside, origin);
    this.shorten(beside, this.boxes(beside, anchors));
    const boxes = this.boxes(beside, anchors);
    const isAnyShort = beside.some(({ element }) => element.classList.contains(SHORT));
    const tops = layOut(boxes, isAnyShort ? DENSE_GAP : GAP);
    beside.forEach(({ element }, index) => this.moving.to(element, tops[index] ?? 0, origin));
    const height = Math.max(0, ...tops.map((top, index) => top + (boxes[index]?.height ?? 0)));
    if (root.style.minHeight !== `${height}px`) root.style.minHeight = `${height}px`;
  }

  /** Where each card wants to be, below `origin`; what has no words in the copy any more, below those before it. */
  private anchors(beside: readonly Beside[], origin: number): number[] {
    const tops = this.tops.of(
      beside.map(({ element, query, position }) => ({
        name: data(element).suggestion ?? String(query),
        position,
      })),
    );
    let lowest = 0;
    return tops.map((top) => {
      const anchor = top === null ? lowest : top - origin;
      lowest = Math.max(lowest, anchor);
      return anchor;
    });
  }

  private boxes(beside: readonly Beside[], anchors: readonly number[]): Box[] {
    const active = activeQuery(this.view.state);
    return beside.map(({ element, query }, index) => ({
      anchor: anchors[index] ?? 0,
      height: this.heights.of(element),
      pinned: query === null ? element.classList.contains("active") : query === active,
    }));
  }

  /** Draws those short that have no room to be drawn whole. */
  private shorten(beside: readonly Beside[], boxes: readonly Box[]): void {
    const isShort = (index: number): boolean => beside[index]?.element.classList.contains(SHORT) ?? false;
    const whole = beside.map(({ element }, index): Box => {
      const { anchor = 0, height = 0, pinned = false } = boxes[index] ?? {};
      if (!(isShort(index) || pinned)) this.whole.set(element, height);
      return { anchor, height: this.whole.get(element) ?? USUAL_HEIGHT };
    });
    const wanted = withoutRoom(whole, GAP, isShort);
    beside.forEach(({ element }, index) => {
      if (isShort(index) === wanted[index]) return;
      element.classList.toggle(SHORT, wanted[index] ?? false);
      this.heights.forget(element);
    });
  }
}

/** The threads and cards of a part of the margin. */
function cardsIn(place: (typeof PLACES)[number]): HTMLElement[] {
  return [...(byId(place)?.children ?? [])].filter(
    (element): element is HTMLElement => element instanceof HTMLElement && element.matches(CARD),
  );
}

function areSame(found: readonly Element[], shown: readonly Element[]): boolean {
  return found.length === shown.length && found.every((element, index) => element === shown[index]);
}
