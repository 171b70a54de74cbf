/** The rows of the list of stories: selecting many of them, and what stays in step with the list when it is renewed. */
import { byId, closestTo, data } from "../page/dom";
import { listen } from "../page/events";
import { isFor } from "../page/shortcuts";

const BOX = "[data-select]";

export function selectRows(): void {
  if (!byId("stories")) return;
  let last: HTMLInputElement | null = null;
  document.addEventListener("click", (event) => {
    const box = closestTo<HTMLInputElement>(event, BOX);
    if (box) {
      if (event.shiftKey && last) selectBetween(last, box);
      last = box;
    }
    const all = closestTo<HTMLInputElement>(event, "[data-select-all]");
    if (all) selectAll(all.checked);
    count();
  });
  document.addEventListener("keydown", (event) => {
    if (!(isFor("select_all", event) && closestTo(event, "#stories table"))) return;
    event.preventDefault();
    selectAll(true);
    count();
  });
  // When the boxes have been cleared.
  byId("bulk")?.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("htmx:afterSwap", () => {
    last = null;
    keepQuery();
    count();
  });
  listen("list-renewed", count);
  count();
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(BOX)];
}

function selectAll(isOn: boolean): void {
  for (const box of boxes()) box.checked = isOn;
}

/** As the second of the two was set. */
function selectBetween(from: HTMLInputElement, to: HTMLInputElement): void {
  const all = boxes();
  const [first, second] = [all.indexOf(from), all.indexOf(to)];
  if (first < 0) return;
  for (const box of all.slice(Math.min(first, second), Math.max(first, second) + 1)) box.checked = to.checked;
}

function count(): void {
  const line = document.querySelector<HTMLElement>("[data-selected-many]");
  if (!line) return;
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const { selectedOne = "", selectedMany = "" } = data(line);
  const text = chosen === 1 ? selectedOne : selectedMany.replace("{n}", String(chosen));
  if (line.textContent !== text) line.textContent = text;
  const head = document.querySelector<HTMLInputElement>("[data-select-all]");
  if (!head) return;
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
}

/** The filters that are saved as a view are those of the list as it is shown. */
function keepQuery(): void {
  const { query = "" } = data(byId("stories"));
  for (const field of document.querySelectorAll<HTMLInputElement>("[data-query-of-list]"))
    field.value = query;
}
