/** #find-bar: finds words in the copy, and replaces them. Which place is the current one is told by the selection. */
import { TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { numeral } from "../copy/numerals";
import type { Span } from "../copy/span";
import type { ToolsHost } from "../editing/tools-host";
import { places } from "../margin/passages";
import { byId, closestTo, data } from "../page/dom";
import { isFor } from "../page/shortcuts";
import { firstFrom, Matches } from "./matches";
import { replacing } from "./replacing";

/** So many places are marked, those around the current one; all are counted. */
const MOST_MARKED = 500;
const LONGEST_WORDS = 100;
/** Pixels above and below that may be covered by bars of the page. */
const COVERED = 140;

export class FindBar {
  private readonly bar = byId("find-bar");
  private matches = new Matches({ text: "", exact: false, words: false });
  private found: readonly Span[] = [];
  private marked = DecorationSet.empty;
  /** What `found` and `marked` were made of. */
  private made: readonly unknown[] = [];
  /** Where the search began. */
  private origin = 0;
  private said = "";

  constructor(private readonly host: ToolsHost) {
    const { bar } = this;
    if (!bar) return;
    bar.addEventListener("submit", (event) => event.preventDefault());
    bar.addEventListener("input", (event) => this.changed(event.target === this.field("replace")));
    bar.addEventListener("keydown", (event) => this.pressed(event));
    bar.addEventListener("click", (event) =>
      this.act(data(closestTo<HTMLButtonElement>(event, "[data-find]")).find),
    );
  }

  /** Opens it with the selected words, and leads to the next place when it is open already. */
  open(withReplace: boolean): void {
    const { bar } = this;
    if (!bar) return;
    const { view, isReadOnly } = this.host;
    const { from, to, $from, $to } = view.state.selection;
    const isWithin = $from.sameParent($to) && from < to && to - from <= LONGEST_WORDS;
    const find = this.field("find");
    if (isWithin && find) find.value = view.state.doc.textBetween(from, to, null, " ");
    // Empty, a field would read in the direction of the page.
    for (const field of [find, this.field("replace")]) if (field) field.dir = view.dom.dir;
    bar.hidden = false;
    data(bar).replacing = String(withReplace && !isReadOnly());
    this.origin = from;
    this.changed(false);
    find?.focus();
    find?.select();
  }

  /** The next place or the one before, behind the last the first again. */
  step(direction: 1 | -1): void {
    if (!this.isOpen) return this.open(false);
    this.said = "";
    this.refresh();
    const { from, to } = this.host.view.state.selection;
    const at = firstFrom(this.found, direction > 0 && this.current() < 0 ? to : from);
    const next = direction > 0 ? at + Number(this.current() >= 0) : at - 1;
    const count = this.found.length;
    this.show((next + count) % count || 0);
  }

  private get isOpen(): boolean {
    return this.bar?.hidden === false;
  }

  private close(): void {
    if (this.bar) this.bar.hidden = true;
    this.matches = new Matches({ text: "", exact: false, words: false });
    this.draw();
    this.host.view.focus();
  }

  private act(name: string | undefined): void {
    if (name === "next") this.step(1);
    else if (name === "previous") this.step(-1);
    else if (name === "replace") this.replace();
    else if (name === "replace-all") this.replaceAll();
    else if (name === "close") this.close();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isReplace = event.target === this.field("replace");
    const acts: [boolean, () => void][] = [
      [event.key === "Escape", () => this.close()],
      [event.key === "Enter" && isReplace, () => this.replace()],
      [
        event.key === "Enter" && event.target === this.field("find"),
        () => this.step(event.shiftKey ? -1 : 1),
      ],
      [isFor("find_next", event), () => this.step(1)],
      [isFor("find_previous", event), () => this.step(-1)],
      [isFor("find", event), () => this.open(data(this.bar).replacing === "true")],
      [isFor("replace", event), () => this.open(true)],
    ];
    const act = acts.find(([isMeant]) => isMeant)?.[1];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Something else is looked for: the first place from where the search began. */
  private changed(onlyReplacement: boolean): void {
    if (onlyReplacement) return;
    this.matches = new Matches({
      text: this.field("find")?.value ?? "",
      exact: this.field("exact")?.checked ?? false,
      words: this.field("words")?.checked ?? false,
    });
    this.said = "";
    this.refresh();
    if (this.found.length > 0) this.show(firstFrom(this.found, this.origin) % this.found.length);
    else this.draw();
  }

  /** Selects a place and brings it into view; the words keep the focus they have. */
  private show(index: number): void {
    const place = this.found[index];
    const { view } = this.host;
    if (!place) return this.draw();
    const { tr, doc } = view.state;
    view.dispatch(tr.setSelection(TextSelection.create(doc, place.from, place.to)));
    this.draw();
    const { top, bottom } = view.coordsAtPos(place.from);
    const element = view.domAtPos(place.from + 1).node;
    if (top > COVERED && bottom < innerHeight - COVERED) return;
    (element instanceof Element ? element : element.parentElement)?.scrollIntoView({ block: "center" });
  }

  private replace(): void {
    this.refresh();
    const place = this.found[this.current()];
    if (!place || this.host.isReadOnly()) return this.step(1);
    const end = this.replaceThese([place]);
    this.refresh();
    this.show(firstFrom(this.found, end) % this.found.length || 0);
  }

  private replaceAll(): void {
    this.refresh();
    const count = this.found.length;
    if (count === 0 || this.host.isReadOnly()) return;
    const before = this.host.view.state.doc;
    this.replaceThese(this.found);
    if (this.host.view.state.doc === before) return;
    const texts = data(this.bar);
    const how = this.host.isSuggesting() ? texts.suggestedMany : texts.replacedMany;
    this.said = (how ?? "").replace("{n}", numeral(count));
    this.draw();
  }

  /** Where the last of them ends then. */
  private replaceThese(spans: readonly Span[]): number {
    const { view, isReadOnly, isSuggesting, author } = this.host;
    const last = spans.at(-1);
    if (isReadOnly() || !last) return 0;
    const passages = [...places(view.state).values()];
    const text = this.field("replace")?.value ?? "";
    const tr = replacing(view.state, spans, { text, by: isSuggesting() ? author : null, passages });
    const end = tr.mapping.map(last.to, 1);
    tr.setSelection(TextSelection.create(tr.doc, end));
    view.dispatch(tr);
    return end;
  }

  private current(): number {
    const { from, to } = this.host.view.state.selection;
    const index = firstFrom(this.found, from);
    const place = this.found[index];
    return place?.from === from && place.to === to ? index : -1;
  }

  private refresh(): void {
    const { doc, selection } = this.host.view.state;
    const of = [doc, selection.from, selection.to, this.matches];
    if (of.every((one, index) => one === this.made[index])) return;
    if (doc !== this.made[0] || this.matches !== this.made[3]) this.found = this.matches.in(doc);
    this.made = of;
    const current = this.current();
    const first = Math.max(
      0,
      Math.min(firstFrom(this.found, selection.from) - MOST_MARKED / 2, this.found.length),
    );
    const marked = this.found
      .slice(first, first + MOST_MARKED)
      .map(({ from, to }, index) =>
        Decoration.inline(from, to, { class: first + index === current ? "found found-now" : "found" }),
      );
    this.marked = DecorationSet.create(doc, marked);
    this.count(current);
  }

  private count(current: number): void {
    const line = this.bar?.querySelector("[data-find-count]");
    if (!(line && this.isOpen)) return;
    const texts = data(this.bar);
    const total = this.found.length;
    const sentence = current >= 0 ? texts.foundNow : total === 1 ? texts.foundOne : texts.foundMany;
    const isNone = total === 0 && this.matches.search.text !== "";
    const text = isNone ? texts.foundNone : total > 0 ? sentence : "";
    line.textContent =
      this.said || (text ?? "").replace("{n}", numeral(current + 1)).replace("{total}", numeral(total));
  }

  /** The view asks for what is marked with each change of the copy or the selection. */
  private draw(): void {
    this.made = [];
    this.host.view.setProps({
      decorations: () => {
        if (this.isOpen) this.refresh();
        return this.isOpen ? this.marked : DecorationSet.empty;
      },
    });
  }

  private field(name: "find" | "replace" | "exact" | "words"): HTMLInputElement | null {
    const found = this.bar?.elements.namedItem(name);
    return found instanceof HTMLInputElement ? found : null;
  }
}
