/** Things to do later, on a clock that tests bring. */

const POLL_MS = 15_000;
/** News may be late for so long before a page asks for it. */
const SILENCE_MS = 30_000;

/** Runs `callback` after `ms`; returns how to prevent that. */
export type After = (ms: number, callback: () => void) => () => void;

export const after: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Calls `act` at once, or as soon as `gap` milliseconds lie between two calls; what is asked meanwhile is one. */
export function spaced(options: { after: After; now: () => number; gap: () => number; act: () => void }) {
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

/** Wakes every few seconds once nothing was heard for a while; returns how to stop that. */
export function pollWhileDeaf(options: {
  after: After;
  now: () => number;
  hears: () => boolean;
  wake: () => void;
}): () => void {
  let deafSince: number | null = options.now();
  let cancel: () => void;
  const tick = (): void => {
    if (options.hears()) deafSince = null;
    else deafSince ??= options.now();
    if (deafSince !== null && options.now() - deafSince >= SILENCE_MS) options.wake();
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
