/** The outline of the copy, in the side panel: its headings, the one that the cursor is under marked. */
import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import { types } from "../copy/schema";
import type { ToolsHost } from "../editing/tools-host";
import { closestTo, data } from "../page/dom";
import { listen } from "../page/events";

export interface Heading {
  /** 1 for the headline, 2 to 4 for headings. */
  level: number;
  text: string;
  at: number;
}

const EVERY_MS = 200;

/** The headline and the headings of the copy, in its order. */
export function headingsOf(doc: Node): Heading[] {
  const found: Heading[] = [];
  doc.descendants((node, at) => {
    if (node.type === types.headline) found.push({ level: 1, text: node.textContent, at });
    if (node.type === types.heading)
      found.push({ level: node.attrs.level as number, text: node.textContent, at });
    return !(node.isTextblock || node.type === types.table);
  });
  return found;
}

/** The number of the heading that a position is under. */
export function headingAt(headings: readonly Heading[], position: number): number {
  return headings.findLastIndex(({ at }) => at < position);
}

export class Outline {
  /** Where it is shown, for as long as the panel shows it. */
  private body: HTMLElement | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ToolsHost) {
    listen("panel-opened", ({ name, body }) => {
      this.body = name === "outline" ? body : null;
      this.show();
    });
    document.addEventListener("selectionchange", () => {
      if (this.body) this.timer ??= setTimeout(() => this.show(), EVERY_MS);
    });
  }

  /** Its button opens the panel, and closes it. */
  toggle(): void {
    document.querySelector<HTMLElement>('button[data-panel="outline"]')?.click();
  }

  private show(): void {
    this.timer = undefined;
    const list = this.body?.querySelector<HTMLElement>("[data-outline]");
    if (!(list?.isConnected && this.body)) {
      this.body = null;
      return;
    }
    const { doc, selection } = this.host.view.state;
    const headings = headingsOf(doc);
    const current = headingAt(headings, selection.head);
    list.onclick ??= (event) => this.go(event);
    while (list.children.length > headings.length) list.lastElementChild?.remove();
    for (const [index, heading] of headings.entries())
      fill(list.children[index] ?? item(list), heading, index === current, data(list).untitled ?? "");
    const empty = this.body.querySelector<HTMLElement>("[data-outline-empty]");
    if (empty) empty.hidden = headings.length > 1;
  }

  private go(event: Event): void {
    const button = closestTo<HTMLButtonElement>(event, "button");
    if (!button) return;
    const { view } = this.host;
    const heading = headingsOf(view.state.doc)[Number(button.value)];
    if (!heading) return;
    const end = heading.at + 1 + (view.state.doc.nodeAt(heading.at)?.content.size ?? 0);
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, end)));
    view.focus();
    const element = view.nodeDOM(heading.at);
    if (element instanceof HTMLElement) element.scrollIntoView({ block: "center" });
    this.show();
  }
}

function item(list: HTMLElement): Element {
  const made = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "outline-heading";
  button.dir = "auto";
  made.append(button);
  list.append(made);
  return made;
}

/** Drawn in place, so that whoever is on a button stays there. */
function fill(made: Element, { level, text }: Heading, isCurrent: boolean, untitled: string): void {
  const button = made.querySelector("button");
  if (!button) return;
  const index = [...(made.parentElement?.children ?? [])].indexOf(made);
  button.value = String(index);
  data(button).level = String(level);
  if (button.textContent !== (text || untitled)) button.textContent = text || untitled;
  if (isCurrent) button.setAttribute("aria-current", "location");
  else button.removeAttribute("aria-current");
}
