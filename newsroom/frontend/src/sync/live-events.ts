/** What events of an article say, each as the server writes it. */
import type { Edited } from "./log";

/** Where a page's selection is in the document at `version`; null where its person has not been in the copy. */
export interface RemoteSelection {
  client: string;
  person: number;
  name: string;
  version: number;
  anchor: number | null;
  head: number | null;
}

export type PresenceEvent = RemoteSelection | { client: string; gone: true };

export type LiveEvent = { topic: string } & (
  | ({ changed: "document" } & Edited)
  | ({ changed: "presence" } & PresenceEvent)
  | { changed: "queries" | "signing" | "article" | "stories" }
);

/** Whether events can be relied on from now on. */
export interface LiveState {
  live: boolean;
}

export function isLiveEvent(data: unknown): data is LiveEvent {
  return typeof data === "object" && data !== null && "topic" in data && "changed" in data;
}

export function isLiveState(data: unknown): data is LiveState {
  return typeof data === "object" && data !== null && "live" in data;
}
