/** The name of the story in its bar and in the title of the page follows the headline that is typed. */
import { byId } from "../page/dom";
import { listen } from "../page/events";

export function followHeadline(): void {
  const name = document.querySelector<HTMLElement>(".article-title");
  const shown = name?.querySelector("bdi");
  if (!(name && shown)) return;
  const follow = (): void => {
    const headline = headlineNow();
    const before = shown.textContent?.trim() ?? "";
    if (!headline || headline === before) return;
    shown.textContent = headline;
    name.title = headline;
    document.title = document.title.replace(before, () => headline);
  };
  listen("copy-saved", follow);
  listen("passages-changed", follow);
}

/** Without what is only suggested. */
function headlineNow(): string {
  const heading = byId("copy")?.querySelector(":scope > h1")?.cloneNode(true) as HTMLElement | undefined;
  for (const inserted of heading?.querySelectorAll("ins, .cursor, .passage-number") ?? []) inserted.remove();
  return heading?.textContent?.trim() ?? "";
}
