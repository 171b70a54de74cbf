/** What this browser keeps for the pages of one site. */

/** The part of localStorage that is used; tests bring a Map. */
export interface Store {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export function localStore(): Store | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
