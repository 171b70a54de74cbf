/** The lines around the copy that say how it is: saved or not, how long, and why a change was not made. */

import { numeral } from "../copy/numerals";
import { byId, data } from "../page/dom";
import type { SaveState } from "../sync/session";

/** #save-state: where the words are. */
export class SaveLine {
  private readonly line = byId("save-state");
  private isClosed = false;

  /** `reason` is the server's own sentence; `isKept` is false when this browser could not keep the words. */
  show(state: SaveState, reason: string | null, isKept: boolean): void {
    if (!this.line || (this.isClosed && (state === "saved" || state === "saving"))) return;
    const calm = ["saved", "saving", undefined];
    const trouble = !(calm.includes(state) && calm.includes(data(this.line).state));
    // Said aloud only when something is wrong or right again: not at every pause in typing.
    this.line.ariaLive = trouble ? "polite" : "off";
    data(this.line).state = state;
    const text = reason ?? this.text(state, isKept);
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  /** Nothing more is typed here. */
  close(): void {
    this.isClosed = true;
    if (!this.line) return;
    this.line.ariaLive = "polite";
    this.line.textContent = data(this.line).closed ?? "";
  }

  text(state: SaveState, isKept = true): string {
    const texts = data(this.line);
    return (state === "offline" && !isKept ? texts.unkept : undefined) ?? texts[state] ?? "";
  }
}

export function showWordCount(words: number): void {
  const [text, element] = [numeral(words), byId("length")?.querySelector("[data-word-count]")];
  if (element && element.textContent !== text) element.textContent = text;
}

/** Says why a change was not made; "" takes that back. */
export function showRefusal(sentence: string): void {
  const line = byId("refusal");
  if (line && line.textContent !== sentence) line.textContent = sentence;
}
