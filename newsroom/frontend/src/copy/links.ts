/** Which addresses a link or an image may have: pure text checks, the server has the last word. */

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
// White space or control characters inside an address are how "java\nscript:" hides its scheme.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const HIDING = /[\s\u0000-\u001f\u007f-\u009f]/;

export function hasScheme(address: string, schemes: readonly string[]): boolean {
  const [head = "", scheme = ""] = SCHEME.exec(address) ?? [];
  return (
    schemes.includes(scheme.toLowerCase()) && !HIDING.test(address) && /[^/]/.test(address.slice(head.length))
  );
}

/**
 * What a person meant by what they typed into the link field: "example.org" is a web address,
 * "desk@example.org" a mail address. Returns null for anything whose scheme is not allowed.
 */
export function meantAddress(typed: string, schemes: readonly string[]): string | null {
  const address = typed.trim();
  if (hasScheme(address, schemes)) return address;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`;
  if (/^[^\s/:@]+\.[^\s/:@]+(:\d+)?([/?#]\S*)?$/.test(address)) return `https://${address}`;
  return null;
}
