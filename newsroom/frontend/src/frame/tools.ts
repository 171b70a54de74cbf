/**
 * The tools in one row: groups that do not fit go into the menu behind them, those with the highest data-fold first.
 */
import { byId, data } from "../page/dom";

export function foldTools(): void {
  const toolbar = byId("toolbar");
  const menu = byId("more-tools");
  const more = menu?.parentElement;
  if (!(toolbar && menu && more)) return;
  const groups = [...toolbar.querySelectorAll<HTMLElement>("[data-fold]")];
  const byFold = [...groups].sort((a, b) => Number(data(b).fold) - Number(data(a).fold));
  const own = menu.childElementCount;

  const fold = (): void => {
    const focused = document.activeElement;
    for (const group of groups) more.before(group);
    more.hidden = own === 0;
    // An open menu would count as too wide.
    menu.hidden = true;
    for (const group of byFold) {
      if (toolbar.scrollWidth <= toolbar.clientWidth) break;
      if (group.hidden) continue;
      more.hidden = false;
      menu.append(group);
    }
    // In the order of the row, above what is always there.
    menu.prepend(...groups.filter((group) => group.parentElement === menu));
    menu.hidden = false;
    if (focused instanceof HTMLElement && focused !== document.activeElement && toolbar.contains(focused))
      (menu.contains(focused) ? more.querySelector("button") : focused)?.focus();
    changes.takeRecords();
  };
  // A table brings buttons of its own in the place of others.
  const changes = new MutationObserver(fold);
  changes.observe(toolbar, { attributeFilter: ["hidden"], subtree: true });
  new ResizeObserver(fold).observe(toolbar);
  menu.addEventListener("click", () => closeAfter(more));
}

/** The tool has done its work: its menu closes, unless what it opened has the focus already. */
function closeAfter(more: Element): void {
  const button = more.querySelector("button");
  if (!button) return;
  if (more.contains(document.activeElement)) button.focus();
  button.ariaExpanded = "false";
}
