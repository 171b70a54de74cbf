/** The colours that tell people apart, from 1 on: classes like cursor-1 and by-1 in the style sheet. */
import shared from "../../../../articles/colours.json";

/** How many there are; read by articles/colours.py, too. */
export const COLOURS: number = shared.people;

/** The one that a person has as long as nobody else on the page has it. */
export function colourOf(person: number): number {
  return (person % COLOURS) + 1;
}
