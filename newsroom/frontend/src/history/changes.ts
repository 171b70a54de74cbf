/** Comparisons of two versions: the next and the previous change, by button, and by the keys of queries. */
import { closestTo, data } from "../page/dom";
import { isFor } from "../page/shortcuts";

const CHANGED = "[data-changed]";

export function changes(): void {
  document.addEventListener("click", (event) => {
    const button = closestTo(event, "[data-change-step]");
    if (button) step(data(button).changeStep === "next" ? 1 : -1);
  });
  document.addEventListener("keydown", (event) => {
    const by = isFor("next_query", event) ? 1 : isFor("previous_query", event) ? -1 : null;
    if (!by || closestTo(event, "input, select, textarea")) return;
    if (document.querySelector("[data-change-step]")) step(by);
  });
}

/** Goes to the change after or before the one with the focus; from the last one to the first. */
function step(by: 1 | -1): void {
  const found = [...document.querySelectorAll<HTMLElement>(CHANGED)];
  const at = found.findIndex((one) => one.classList.contains("is-at"));
  const next = found[(at < 0 && by < 0 ? found.length - 1 : at + by + found.length) % found.length];
  if (!next) return;
  found[at]?.classList.remove("is-at");
  next.classList.add("is-at");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}
