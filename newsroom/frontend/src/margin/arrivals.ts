/** What became of the threads when news was put in, in sentences for whoever does not see the page. */
import { announceText, sentenceOf } from "../page/announce";
import { data } from "../page/dom";

interface ThreadState {
  isOpen: boolean;
  isGone: boolean;
  replies: number;
}

const MOST_SENTENCES = 3;

/** The threads of the margin with these numbers, as they are now. */
export function threadStates(numbers: readonly string[]): Map<string, ThreadState> {
  return new Map(
    numbers.flatMap((number) => {
      const thread = threadOf(number);
      return thread ? [[number, stateOf(thread)]] : [];
    }),
  );
}

/** Says aloud what is in the threads with these numbers now and was not `before`. */
export function announceArrivals(before: ReadonlyMap<string, ThreadState>, numbers: readonly string[]): void {
  const sentences: string[] = [];
  for (const number of numbers) {
    const thread = threadOf(number);
    const sentence = thread ? sentenceFor(thread, before.get(number)) : "";
    if (sentence) sentences.push(sentence);
  }
  if (sentences.length === 0) return;
  const many = sentenceOf("changes", { n: String(sentences.length) });
  announceText(sentences.length > MOST_SENTENCES ? many : sentences.join(" "));
}

function threadOf(number: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.margin #query-${number}`);
}

function stateOf(thread: HTMLElement): ThreadState {
  return {
    isOpen: data(thread).open === "true",
    isGone: thread.classList.contains("passage-is-detached"),
    replies: thread.querySelectorAll(".reply").length,
  };
}

function sentenceFor(thread: HTMLElement, before: ThreadState | undefined): string {
  const n = data(thread).query ?? "";
  const isOpen = data(thread).open === "true";
  if (!before) return isOpen ? sentenceOf("arrived", { n, text: text(thread, "[data-question]") }) : "";
  const replies = [...thread.querySelectorAll<HTMLElement>(".reply")];
  const last = replies.at(-1);
  if (before.isOpen !== isOpen) return sentenceOf(isOpen ? "reopened" : "resolved", { n });
  if (last && replies.length > before.replies)
    return sentenceOf("replied", { n, who: text(last, ".meta b"), text: text(last, ".body") });
  const isGone = thread.classList.contains("passage-is-detached");
  if (isOpen && before.isGone !== isGone) return sentenceOf(isGone ? "gone" : "back", { n });
  return "";
}

function text(within: Element, selector: string): string {
  return (within.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}
