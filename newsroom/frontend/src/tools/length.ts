/** #length: how many words the copy has, and how many are selected; against a target; and how long it takes to read. */
import { countBetween, countWords } from "../copy/counting";
import { numeral } from "../copy/numerals";
import type { ToolsHost } from "../editing/tools-host";
import { byId, data } from "../page/dom";
import { listen } from "../page/events";

const EVERY_MS = 200;

export class Length {
  private readonly line = byId("length");
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ToolsHost) {
    if (!this.line) return;
    const soon = (): void => {
      this.timer ??= setTimeout(() => this.show(), EVERY_MS);
    };
    document.addEventListener("selectionchange", soon);
    listen("copy-saved", soon);
    this.show();
  }

  private show(): void {
    this.timer = undefined;
    const { doc, selection } = this.host.view.state;
    const words = countWords(doc);
    const selected = selection.empty
      ? 0
      : selection.ranges.reduce((sum, { $from, $to }) => sum + countBetween(doc, $from.pos, $to.pos), 0);
    const texts = data(this.line);
    this.fill("[data-word-count]", numeral(words));
    const minutes = Math.max(1, Math.round(words / Number(texts.wordsAMinute)));
    this.fill("[data-reading-time]", sentence(texts.minutes, minutes));
    this.fill("[data-selected-words]", selected > 0 ? sentence(texts.selectedWords, selected) : "");
    const target = Number(texts.target);
    if (!target) return;
    const state = words > target ? "over" : words < target ? "under" : "reached";
    const mark = this.line?.querySelector<HTMLElement>("[data-length-state]");
    if (mark) data(mark).lengthState = state;
    this.fill("[data-length-state]", sentence(texts[state], Math.abs(words - target)));
  }

  private fill(selector: string, text: string): void {
    const element = this.line?.querySelector<HTMLElement>(selector);
    if (!element || element.textContent === text) return;
    element.textContent = text;
    element.hidden = text === "";
  }
}

function sentence(text: string | undefined, count: number): string {
  return (text ?? "").replace("{n}", numeral(count));
}
