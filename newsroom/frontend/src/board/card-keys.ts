/** From card to card by the arrow keys, and with Shift a card from column to column. Left is left in every script. */
import { byId, closestTo } from "../page/dom";
import { isFor } from "../page/shortcuts";
import { moveTo } from "./moving";

export function cardKeys(): void {
  if (!byId("board")) return;
  document.addEventListener("keydown", (event) => {
    const card = closestTo(event, "#board .card");
    if (!(card && press(card, event))) return;
    event.preventDefault();
  });
}

/** Whether the key was for the board. */
function press(card: HTMLElement, event: KeyboardEvent): boolean {
  if (isFor("card_left", event)) return shift(card, -1);
  if (isFor("card_right", event)) return shift(card, 1);
  if (isFor("card_menu", event)) return open(card);
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const target = reached(card, event.key);
  target?.querySelector<HTMLElement>("a")?.focus();
  return target !== undefined;
}

function reached(card: HTMLElement, key: string): Element | undefined {
  const cards = cardsOf(columnOf(card));
  const index = cards.indexOf(card);
  switch (key) {
    case "ArrowDown":
      return cards[index + 1];
    case "ArrowUp":
      return cards[index - 1];
    case "Home":
      return cards[0];
    case "End":
      return cards.at(-1);
    case "ArrowLeft":
      return beside(card, index, -1);
    case "ArrowRight":
      return beside(card, index, 1);
    default:
      return;
  }
}

/** The card level with this one in the next column that has any. */
function beside(card: HTMLElement, index: number, toRight: number): Element | undefined {
  for (let column = next(card, toRight); column; column = next(column, toRight)) {
    const cards = cardsOf(column);
    if (cards.length > 0) return cards[Math.min(index, cards.length - 1)];
  }
  return;
}

function shift(card: HTMLElement, toRight: number): boolean {
  moveTo(card, next(card, toRight));
  return true;
}

function open(card: HTMLElement): boolean {
  card.querySelector<HTMLElement>(".card-menu")?.click();
  return true;
}

function next(inside: HTMLElement, toRight: number): HTMLElement | undefined {
  const columns = [...document.querySelectorAll<HTMLElement>("[data-column]")];
  const isMirrored = getComputedStyle(inside).direction === "rtl";
  return columns[columns.indexOf(columnOf(inside)) + (isMirrored ? -toRight : toRight)];
}

function columnOf(inside: HTMLElement): HTMLElement {
  return inside.closest<HTMLElement>("[data-column]") ?? inside;
}

function cardsOf(column: HTMLElement): Element[] {
  return [...column.querySelectorAll(".card")];
}
