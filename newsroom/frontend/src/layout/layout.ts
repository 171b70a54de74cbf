/** Puts threads level with their passages without overlap: pure arithmetic, in pixels. */

export interface Box {
  /** Where its top wants to be. */
  anchor: number;
  height: number;
  /** Stays exactly where it wants to be, as far as there is room above it. */
  pinned?: boolean;
}

interface Pool {
  weight: number;
  sum: number;
  count: number;
}

const PINNED_WEIGHT = 1e6;

/**
 * The tops for boxes in this order, `gap` apart and none above 0, moved as little as possible: the sum of the
 * squared distances to their anchors is the smallest there is.
 *
 * With the heights above each box taken off, "no overlap" reads "never decreasing", and the nearest such
 * sequence is found by pooling neighbours that are out of order at their mean; one pass, linear time.
 */
export function layOut(boxes: readonly Box[], gap: number): number[] {
  const pools: Pool[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const box of boxes) {
    offsets.push(offset);
    const weight = box.pinned ? PINNED_WEIGHT : 1;
    let pool: Pool = { weight, sum: (box.anchor - offset) * weight, count: 1 };
    for (
      let last = pools.at(-1);
      last && last.sum / last.weight >= pool.sum / pool.weight;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { weight: last.weight + pool.weight, sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
    offset += box.height + gap;
  }
  const levels = pools.flatMap((pool) => Array<number>(pool.count).fill(Math.max(0, pool.sum / pool.weight)));
  return levels.map((level, index) => Math.round(level + (offsets[index] ?? 0)));
}
