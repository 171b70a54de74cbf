/** Ways to what templates and scripts share; what there is stands in contract.ts. */
import type { Elements, FromPage, FromScripts } from "./contract";

export type Data = { [Name in FromPage | FromScripts]?: string | undefined };

export function byId<Id extends keyof Elements>(id: Id): Elements[Id] | null {
  return document.getElementById(id) as Elements[Id] | null;
}

/** The data attributes of an element; of none where it is not there. */
export function data(element: HTMLElement | null | undefined): Data {
  return element?.dataset ?? {};
}

/** The element around where an event happened. */
export function closestTo<E extends Element = HTMLElement>({ target }: Event, selector: string): E | null {
  return target instanceof Element ? target.closest<E>(selector) : null;
}
