/** Things to do later, on a clock that tests bring. */

const POLL_MS = 15_000;
/** A page that has had no events for so long asks. */
const SILENCE_MS = 30_000;

/** Runs `callback` after `ms`; returns how to prevent that. */
export type After = (ms: number, callback: () => void) => () => void;

export const after: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Calls `act` at once, or as soon as `gap` milliseconds lie between two calls; what is asked meanwhile is one. */
export function throttled(options: { after: After; now: () => number; gap: () => number; act: () => void }) {
  let last = -Infinity;
  let isSet = false;
  return (): void => {
    if (isSet) return;
    isSet = true;
    const act = (): void => {
      isSet = false;
      last = options.now();
      options.act();
    };
    const wait = last + options.gap() - options.now();
    if (wait <= 0) act();
    else options.after(wait, act);
  };
}

/** Polls every few seconds once no event has come for a while; returns how to stop that. */
export function pollWhileDisconnected(options: {
  after: After;
  now: () => number;
  isLive: () => boolean;
  poll: () => void;
}): () => void {
  let silentSince: number | null = options.now();
  let cancel: () => void;
  const tick = (): void => {
    if (options.isLive()) silentSince = null;
    else silentSince ??= options.now();
    if (silentSince !== null && options.now() - silentSince >= SILENCE_MS) options.poll();
    cancel = options.after(POLL_MS, tick);
  };
  cancel = options.after(POLL_MS, tick);
  return () => cancel();
}

/** One thing to do later; setting it again moves it. */
export class Timer {
  private stop: (() => void) | null = null;

  constructor(
    private readonly after: After,
    private readonly run: () => void,
  ) {}

  get isSet(): boolean {
    return this.stop !== null;
  }

  set(ms: number): void {
    this.cancel();
    this.stop = this.after(ms, () => {
      this.stop = null;
      this.run();
    });
  }

  cancel(): void {
    this.stop?.();
    this.stop = null;
  }
}
