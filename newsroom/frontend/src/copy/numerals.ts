/** Numbers as the language of the page writes them. */

// Making one takes longer than many keys do.
let numbers: Intl.NumberFormat | undefined;

export function numeral(number: number): string {
  numbers ??= new Intl.NumberFormat(document.documentElement.lang || undefined);
  return numbers.format(number);
}
