/**
 * Dragging cards by a pointer. With a mouse or a pen a card follows once it was drawn some way; on a touchscreen it is
 * held first, as a finger that moves at once scrolls. While it is drawn, columns that do not take it say why.
 */
import { byId, closestTo } from "../page/dom";
import { moveTo, whyNot } from "./moving";

const FAR = 6; // pixels
const HELD_MS = 300;
const EDGE = 48; // pixels from which on the board scrolls
const STEP = 14;

interface Drag {
  card: HTMLElement;
  pointer: number;
  from: { x: number; y: number };
  isOn: boolean;
  held: ReturnType<typeof setTimeout> | undefined;
}

let drag: Drag | null = null;

export function dragCards(): void {
  if (!byId("board")) return;
  document.addEventListener("pointerdown", take);
  document.addEventListener("pointermove", draw);
  document.addEventListener("pointerup", (event) => drop(event));
  document.addEventListener("pointercancel", () => end());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag?.isOn) end();
  });
  // A finger that holds a card does not scroll the page.
  document.addEventListener("touchmove", (event) => drag?.isOn && event.preventDefault(), { passive: false });
  document.addEventListener("contextmenu", (event) => drag && event.preventDefault());
}

function take(event: PointerEvent): void {
  const card = closestTo(event, "[data-movable]");
  if (!card || event.button !== 0 || !event.isPrimary || closestTo(event, ".card-menu")) return;
  end();
  const isTouch = event.pointerType === "touch";
  drag = {
    card,
    pointer: event.pointerId,
    from: { x: event.clientX, y: event.clientY },
    isOn: false,
    held: isTouch ? setTimeout(begin, HELD_MS) : undefined,
  };
}

function begin(): void {
  if (!drag) return;
  drag.isOn = true;
  drag.card.classList.add("dragged");
  byId("board")?.classList.add("dragging");
  for (const column of columns()) refuse(column, whyNot(drag.card, column));
}

function draw(event: PointerEvent): void {
  if (!drag || event.pointerId !== drag.pointer) return;
  const [x, y] = [event.clientX - drag.from.x, event.clientY - drag.from.y];
  if (!drag.isOn) {
    if (Math.hypot(x, y) < FAR) return;
    // A finger that moved before it held the card scrolls.
    if (drag.held) return end();
    begin();
  }
  drag.card.style.transform = `translate(${x}px, ${y}px)`;
  scroll(event);
  const target = columnAt(event);
  for (const column of columns()) column.classList.toggle("target", column === target);
}

function drop(event: PointerEvent): void {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { card, isOn } = drag;
  const target = columnAt(event);
  end();
  if (!isOn) return;
  // The click that follows would open the story.
  const swallow = (click: Event): void => click.preventDefault();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
  moveTo(card, target);
}

function end(): void {
  if (!drag) return;
  clearTimeout(drag.held);
  drag.card.style.transform = "";
  drag.card.classList.remove("dragged");
  byId("board")?.classList.remove("dragging");
  for (const column of columns()) refuse(column, "");
  drag = null;
}

function refuse(column: HTMLElement, sentence: string): void {
  column.classList.remove("target");
  column.classList.toggle("refuses", sentence !== "");
  const line = column.querySelector<HTMLElement>(".why-not");
  if (!line) return;
  line.textContent = sentence;
  line.hidden = sentence === "";
}

/** The column below the pointer, whose own card lets it through. */
function columnAt({ clientX, clientY }: PointerEvent): HTMLElement | undefined {
  return columns().find((column) => {
    const { left, right } = column.getBoundingClientRect();
    const board = byId("board")?.getBoundingClientRect();
    return clientX >= left && clientX <= right && board && clientY >= board.top && clientY <= board.bottom;
  });
}

function scroll({ clientX }: PointerEvent): void {
  const row = document.querySelector<HTMLElement>(".columns");
  if (!row) return;
  const { left, right } = row.getBoundingClientRect();
  if (clientX < left + EDGE) row.scrollBy(-STEP, 0);
  if (clientX > right - EDGE) row.scrollBy(STEP, 0);
}

function columns(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-column]")];
}
