/** The colours that tell people apart, 1 to 8: classes like cursor-1 and by-1 in the style sheet. */

export const COLOURS = 8;

/** The one that a person has as long as nobody else on the page has it; as articles/rendering.py has it. */
export function colourOf(person: number): number {
  return (person % COLOURS) + 1;
}
