/** What copy may hold, as articles/documents/schema.json has it: for scripts that know no document, too. */
import { formats, image_schemes, limits, link_schemes } from "../../../../articles/documents/schema.json";
import { hasScheme } from "./links";

export const LIMITS = limits;
export const LINK_SCHEMES: readonly string[] = link_schemes;
export const IMAGE_SCHEMES: readonly string[] = image_schemes;
export const ASSET = formOf("asset");

/** What stands between cells where a row becomes one line. */
export const BETWEEN_CELLS = " | ";

export function formOf(format: keyof typeof formats): RegExp {
  return new RegExp(`^(?:${formats[format]})$`);
}

/** Whether copy may hold an address; that of an image kept here is its digest. */
export function isAddress(value: string, schemes: readonly string[]): boolean {
  const isWhole = !/^asset:/i.test(value) || ASSET.test(value);
  return isWhole && value.length <= LIMITS.attribute_length && hasScheme(value, schemes);
}

/** Whether a table may have so many rows, each with as many cells as the longest. */
export function tableFits(rows: number, columns: number): boolean {
  return columns <= LIMITS.table_columns && rows * columns <= LIMITS.table_cells;
}

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/** An id that no footnote has. */
export function newFootnoteId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
