/** Which colour each of the people on a page has. */
import { COLOURS, colourOf } from "../copy/colours";

/** Gives each person a colour of their own, as long as there are any left. */
export class Colours {
  private readonly given = new Map<number, number>();

  of(person: number): number {
    const had = this.given.get(person);
    if (had !== undefined) return had;
    const taken = new Set(this.given.values());
    let colour = colourOf(person);
    for (let tried = 0; tried < COLOURS && taken.has(colour); tried++) colour = (colour % COLOURS) + 1;
    this.given.set(person, colour);
    return colour;
  }

  keep(people: ReadonlySet<number>): void {
    for (const person of this.given.keys()) if (!people.has(person)) this.given.delete(person);
  }
}
