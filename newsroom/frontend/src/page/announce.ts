/** What a screen reader is told: sentences that stand as data attributes of #announce, their {names} filled in. */

export function announce(sentence: string, values: Record<string, string> = {}): void {
  announceText(sentenceOf(sentence, values));
}

/** The sentence itself, for those that are seen, too. */
export function sentenceOf(sentence: string, values: Record<string, string> = {}): string {
  const template = document.getElementById("announce")?.dataset[sentence] ?? "";
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

export function announceText(text: string): void {
  const region = document.getElementById("announce");
  if (region) region.textContent = text;
}
