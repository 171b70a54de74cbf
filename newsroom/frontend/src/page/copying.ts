/** Buttons that put something on the clipboard. */
import { closestTo, data } from "./dom";

const SHOWN_MS = 2_000;

export function copyButtons(): void {
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "[data-copy]");
    const source = button && document.querySelector<HTMLElement>(data(button).copy ?? "");
    if (button && source) void copy(source).then((done) => done && confirmOn(button));
  });
}

async function copy(source: HTMLElement): Promise<boolean> {
  const field = source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement;
  // Only secure contexts have a clipboard; elsewhere the words are at least selected.
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  try {
    if (!clipboard) throw new Error("no clipboard");
    // biome-ignore lint/performance/useDomNodeTextContent: what is copied is what can be seen
    await clipboard.writeText(field ? source.value : source.innerText);
    return true;
  } catch {
    if (field) source.select();
    else getSelection()?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}

function confirmOn(button: HTMLElement): void {
  const word = data(button).copied;
  if (!word || data(button).label !== undefined) return;
  const label = button.textContent ?? "";
  data(button).label = label;
  button.textContent = word;
  setTimeout(() => {
    button.textContent = label;
    delete data(button).label;
  }, SHOWN_MS);
}
