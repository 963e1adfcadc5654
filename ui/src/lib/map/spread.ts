// Where nodes of a column stand: as near as they can to where they would like to be, in their order, none over another.

/** Values with at least `apart[i]` between `i` and `i + 1`, with the least squares of distances to `wanted`. */
export function spread(wanted: number[], apart: number[]): number[] {
  const offsets = wanted.map(() => 0);
  for (let at = 1; at < wanted.length; at++) offsets[at] = offsets[at - 1]! + apart[at - 1]!;
  // Without the distances only the order must hold: neighbours that violate it are put together at their mean.
  const pools: { sum: number; size: number }[] = [];
  wanted.forEach((want, at) => {
    let pool = { sum: want - offsets[at]!, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.size >= pool.sum / pool.size; last = pools.at(-1)) {
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  });
  const means = pools.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
  return means.map((mean, at) => mean + offsets[at]!);
}
