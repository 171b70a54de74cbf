/** What a screen reader reads out: sentences that stand as data attributes of #announce, their {names} filled in. */
import type { Sentence } from "./contract";
import { byId, data } from "./dom";

export function announce(sentence: Sentence, values: Record<string, string> = {}): void {
  announceText(sentenceOf(sentence, values));
}

/** The sentence itself, for those that are seen, too. */
export function sentenceOf(sentence: Sentence, values: Record<string, string> = {}): string {
  const template = data(byId("announce"))[sentence] ?? "";
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

export function announceText(text: string): void {
  const region = byId("announce");
  if (region) region.textContent = text;
}
