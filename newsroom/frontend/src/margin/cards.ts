/**
 * The cards of suggestions beside the copy: their words as they are typed, the one at the cursor lit up, and the
 * keys that go from one to the next and decide on it. The server draws them (.suggestion[data-suggestion]).
 */

import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { announce, announceText } from "../page/announce";
import { isDialogOpen } from "../page/dialogs";
import { byId, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { isPressing } from "../page/pressing";
import { isFor } from "../page/shortcuts";
import {
  lightSuggestion,
  litSuggestion,
  type Proposed,
  proposedAt,
  proposedIn,
  startOf,
} from "../suggesting/proposed";

const LONGEST = 80;
/** Without a change, until a suggestion is taken to be whole. */
const PAUSE_MS = 1500;
const SHOWN = ["inserted", "deleted", "formatted"] as const;
const CARD = ".suggestion[data-suggestion]";
const KEYS = ["next_suggestion", "previous_suggestion", "accept", "reject"] as const;

export class Cards {
  /** The cards there were before the last renewal: their suggestions, and what each said. */
  private before: Map<string, string> | null = null;
  /** The place among the cards of one that had the focus when it was decided on. */
  private focused: number | null = null;
  /** Suggestions of others that came and were not announced yet. */
  private readonly come = new Set<string>();
  private shown: readonly HTMLElement[] = [];
  private pause: ReturnType<typeof setTimeout> | undefined;
  /** The kinds of all suggestions when the cards were drawn. */
  private kinds = "";

  constructor(
    private readonly view: EditorView,
    private readonly user: string,
    private readonly isSaved: () => boolean,
  ) {
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("focusin", (event) => {
      if (!isPressing()) this.chosen(event.target as Element);
    });
    document.addEventListener("click", (event) => this.chosen(event.target as Element));
    document.addEventListener("htmx:beforeSwap", () => this.remember());
    listen("threads-renewing", () => this.remember());
    document.addEventListener("htmx:afterSettle", () => this.renewed());
    listen("threads-renewed", () => this.renewed());
    this.renewed();
  }

  /** What the cards quote is what stands there. */
  update(): void {
    const all = proposedIn(this.view.state.doc);
    const byId = new Map(all.map((one) => [one.id, one]));
    for (const card of cards()) {
      const one = byId.get(data(card).suggestion ?? "");
      if (one) show(card, one);
    }
    if (this.come.size > 0) this.announceSoon();
    this.changed();
  }

  /**
   * To be called when the copy changed. Where a suggestion came, went or came to be of another kind, the server draws
   * the cards again once it has the words; at once, because cards on their way here may be those of before.
   */
  changed(): void {
    if (!this.isSaved()) return;
    const kinds = kindsOf(proposedIn(this.view.state.doc));
    if (kinds === this.kinds) return;
    this.kinds = kinds;
    emit("threads-outdated", null);
  }

  /** The suggestion the cursor is in lights up. */
  followCursor(): void {
    const one = proposedAt(this.view.state, this.view.state.selection.head);
    if ((one?.id ?? null) !== litSuggestion(this.view.state)) this.light(one?.id ?? null);
  }

  /** Goes to the next suggestion after the cursor, or the one before it, and says what it is. */
  go(direction: 1 | -1): void {
    const all = proposedIn(this.view.state.doc);
    if (all.length === 0) return announce("noSuggestion");
    const lit = all.findIndex(({ id }) => id === litSuggestion(this.view.state));
    const head = this.view.state.selection.head;
    const after = all.findIndex((one) => startOf(one) > head);
    const near = direction > 0 ? Math.max(after, 0) : (after < 0 ? all.length : after) - 1;
    const index = lit >= 0 ? (lit + direction + all.length) % all.length : (near + all.length) % all.length;
    const one = all[index];
    if (!one) return;
    this.goTo(one);
    const text = this.card(one.id)?.querySelector("[data-change]")?.textContent ?? one.inserted;
    const who = this.card(one.id)?.querySelector(".by")?.textContent ?? "";
    announce("suggestion", { n: String(index + 1), total: String(all.length), who, text: text.trim() });
  }

  private goTo(one: Proposed): void {
    const { state } = this.view;
    const selection = TextSelection.near(state.doc.resolve(startOf(one)), 1);
    this.view.dispatch(lightSuggestion(state.tr.setSelection(selection).scrollIntoView(), one.id));
    this.view.focus();
    this.light(one.id);
  }

  private light(id: string | null): void {
    this.view.dispatch(lightSuggestion(this.view.state.tr, id));
    this.mark();
  }

  private mark(): void {
    const lit = litSuggestion(this.view.state);
    for (const card of cards()) card.classList.toggle("active", data(card).suggestion === lit);
    emit("cards-moved", null);
  }

  private chosen(target: Element): void {
    const words = target.closest<HTMLElement>("#copy [data-suggestion]");
    const id = data(words ?? target.closest<HTMLElement>(CARD)).suggestion;
    if (id !== undefined && id !== litSuggestion(this.view.state)) this.light(id);
  }

  private key(event: KeyboardEvent): void {
    const act = KEYS.find((name) => isFor(name, event));
    if (!act || isDialogOpen()) return;
    event.preventDefault();
    if (act === "accept" || act === "reject") this.decide(act);
    else this.go(act === "next_suggestion" ? 1 : -1);
  }

  /** Presses the button on the card of the lit suggestion. */
  private decide(act: "accept" | "reject"): void {
    const lit = litSuggestion(this.view.state);
    const card = lit === null ? null : this.card(lit);
    if (!card) return announce("noSuggestionHere");
    const button = card.querySelector<HTMLButtonElement>(`button[value="${act}"]`);
    if (!button) return announce("notYours");
    button.click();
  }

  private card(id: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`${CARD}[data-suggestion="${CSS.escape(id)}"]`);
  }

  private remember(): void {
    const card = document.activeElement?.closest<HTMLElement>(CARD);
    if (card) this.focused = cards().indexOf(card);
  }

  /** Other cards may stand there now: says which came and went, and gives the focus back. */
  private renewed(): void {
    const shown = cards();
    // Most answers of the server are about something else.
    const isSame = shown.length === this.shown.length && shown.every((card, at) => card === this.shown[at]);
    if (isSame && this.before && this.focused === null) return;
    this.shown = shown;
    // What is not saved is not in these cards.
    this.kinds = this.isSaved() ? kindsOf(proposedIn(this.view.state.doc)) : "";
    this.update();
    this.returnFocus();
    this.mark();
    const now = new Map(cards().map((card) => [data(card).suggestion ?? "", summaryOf(card)]));
    const { before } = this;
    this.before = now;
    if (!before) return;
    for (const id of now.keys()) if (!(before.has(id) || id.startsWith(`${this.user}.`))) this.come.add(id);
    const gone = [...before].filter(([id]) => !now.has(id));
    const decision = document.querySelector("#suggested .decided li")?.firstChild?.textContent;
    if (gone.length > 0 && decision) announceText(decision.trim());
    else if (this.come.size > 0) this.announceSoon();
  }

  /** Who suggests it may still be typing: it is said once, when they pause. */
  private announceSoon(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      const texts = cards().flatMap((card) =>
        this.come.has(data(card).suggestion ?? "") ? [summaryOf(card)] : [],
      );
      this.come.clear();
      const [text] = texts;
      if (text)
        announce(texts.length === 1 ? "suggestedOne" : "suggested", { n: String(texts.length), text });
    }, PAUSE_MS);
  }

  private returnFocus(): void {
    const { focused } = this;
    this.focused = null;
    if (focused === null || document.activeElement !== document.body) return;
    const all = cards();
    const next = all[Math.min(focused, all.length - 1)] ?? this.view.dom;
    next.focus({ preventScroll: true });
  }
}

function cards(): HTMLElement[] {
  return [...(byId("threads")?.children ?? [])].filter(
    (element): element is HTMLElement => element instanceof HTMLElement && element.matches(CARD),
  );
}

function summaryOf(card: HTMLElement): string {
  const parts = [".by", "[data-change]"].map((part) => card.querySelector(part)?.textContent?.trim() ?? "");
  return parts.join(": ");
}

/** Puts the words into the card. */
function show(card: HTMLElement, one: Proposed): void {
  for (const name of SHOWN) {
    const element = card.querySelector<HTMLElement>(`[data-${name}]`);
    const words = shortened(one[name]);
    if (element && words !== "" && element.textContent !== words) element.textContent = words;
  }
}

/** Which suggestions put in, take out or format words. */
function kindsOf(all: readonly Proposed[]): string {
  return all.map((one) => [one.id, ...SHOWN.filter((name) => one[name] !== "")].join(" ")).join();
}

/** In one line, the middle of many left out; as articles/change_phrases.py has it. */
function shortened(text: string): string {
  const line = [...(text.replace(/\s+/gu, " ").trim() || text.replace(/\n/gu, " "))];
  if (line.length <= LONGEST) return line.join("");
  return `${line
    .slice(0, LONGEST - 21)
    .join("")
    .trimEnd()} … ${line.slice(-18).join("").trimStart()}`;
}
