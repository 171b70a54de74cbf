/** Which characters copy may hold; the same rule as clean_text in articles/documents/schema.py. */

const LINE_BREAK = /[\n\v\f\r\u0085]/;
const LONE_SURROGATE = /\p{Cs}/u;
/** Control characters other than the tab, lone surrogates, and the two non-characters XML refuses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const REFUSED = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\p{Cs}\ufffe\uffff]/gu;

export interface Mend {
  offset: number;
  replacement: string;
}

/** Each refused character (one UTF-16 unit) and what takes its place: line breaks become spaces. */
export function mends(text: string): Mend[] {
  return [...text.matchAll(REFUSED)].map(({ index, 0: found }) => ({
    offset: index,
    replacement: instead(found),
  }));
}

export function cleanText(text: string): string {
  return text.replace(REFUSED, instead);
}

function instead(found: string): string {
  if (LINE_BREAK.test(found)) return " ";
  return LONE_SURROGATE.test(found) ? "\ufffd" : "";
}
