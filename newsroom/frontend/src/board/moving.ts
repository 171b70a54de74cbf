/**
 * Moving a card to another column: shown at once, sent by the form of the board, and taken back where the server
 * refuses it. Moves that follow one another wait in a line: each answer draws the board anew.
 */
import { byId, data } from "../page/dom";
import { emit } from "../page/events";

interface Move {
  story: string;
  stage: string;
  takeBack: () => void;
  keepsFocus: boolean;
}

const line: Move[] = [];

/** Why this card cannot go to that column; "" where it can. */
export function whyNot(card: HTMLElement, column: HTMLElement): string {
  const { whyNot: sentence, column: stage = "", desks = "" } = data(column);
  if (sentence) return sentence;
  const { notEditor = "", noStage = "" } = data(byId("board"));
  const { movable, desk = "", deskName = "" } = data(card);
  if (movable === undefined) return notEditor;
  if (desks.split(" ").includes(desk)) return "";
  return noStage.replace("{desk}", deskName).replace("{stage}", stage);
}

/** Whether the card goes there. Where it does not, the reason is said. */
export function moveTo(card: HTMLElement, column: HTMLElement | null | undefined): boolean {
  if (!column || card.closest("[data-column]") === column) return false;
  const sentence = whyNot(card, column);
  if (sentence) {
    emit("said", { sentence });
    return false;
  }
  const { parentElement, nextSibling } = card;
  const keepsFocus = card.contains(document.activeElement);
  column.querySelector(".cards")?.prepend(card);
  if (keepsFocus) card.querySelector<HTMLElement>("a")?.focus();
  line.push({
    story: data(card).card ?? "",
    stage: data(column).column ?? "",
    takeBack: () => parentElement?.insertBefore(card, nextSibling),
    keepsFocus,
  });
  if (line.length === 1) send();
  return true;
}

export function followMoves(): void {
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful } }) => {
    const form = requestConfig.elt;
    const dialog = byId("move-dialog");
    if (dialog?.contains(form) && requestConfig.verb === "post" && successful) {
      dialog.close();
      focusOn(form.querySelector<HTMLInputElement>('[name="story"]')?.value ?? "");
    }
    if (!form.matches("#board-move")) return;
    const move = line.shift();
    if (move && !successful) move.takeBack();
    if (move?.keepsFocus) focusOn(move.story);
    send();
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig } }) => {
    if (requestConfig.elt.matches(".card-menu")) byId("move-dialog")?.showModal();
  });
}

function send(): void {
  const [move] = line;
  const form = byId("board-move");
  if (!(move && form)) return;
  const { story, stage } = move;
  for (const [name, value] of Object.entries({ story, stage })) {
    const field = form.querySelector<HTMLInputElement>(`[name="${name}"]`);
    if (field) field.value = value;
  }
  form.requestSubmit();
}

function focusOn(story: string): void {
  document.querySelector<HTMLElement>(`[data-card="${CSS.escape(story)}"] a`)?.focus();
}
