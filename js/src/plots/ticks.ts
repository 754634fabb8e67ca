/** Round numbers along an axis. Pure. */

const MOST_TICKS = 7;

/** Round numbers from low to high, at most seven: steps of 1, 2 or 5, decades on a logarithmic axis. */
export function ticksOf(low: number, high: number, isLog: boolean): number[] {
  const decades = isLog ? logTicks(low, high) : [];
  return decades.length > 2 ? decades : evenTicks(low, high);
}

function evenTicks(low: number, high: number): number[] {
  const rough = (high - low) / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  return steps(low / step, high / step).map((i) => Number((i * step).toPrecision(12)));
}

/** The finest of three kinds that is not too many; of very many decades only some. */
function logTicks(low: number, high: number): number[] {
  const powers = steps(Math.log10(low) - 1, Math.log10(high));
  const kinds = [[1, 2, 5], [1, 3], [1]].map((digits) =>
    powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`))),
  );
  const inside = kinds.map((ticks) => ticks.filter((tick) => tick >= low && tick <= high));
  const thin = Math.ceil(powers.length / MOST_TICKS);
  return (
    inside.find((ticks) => ticks.length <= MOST_TICKS) ?? (inside[2] ?? []).filter((_, i) => i % thin === 0)
  );
}

/** Whole numbers between two others. */
function steps(low: number, high: number): number[] {
  const first = Math.ceil(low);
  return Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, i) => first + i);
}

/** Those that are kept anyway, both ends, and of the others from the first on what does not lie over them. */
export function apart<T extends readonly [at: number, text: string, ...more: unknown[]]>(
  ticks: readonly T[],
  size: (text: string) => number,
  always: readonly T[] = [],
): T[] {
  const kept = [...always];
  for (const tick of [...ticks.slice(0, 1), ...ticks.slice(1).slice(-1), ...ticks.slice(1, -1)]) {
    const isFree = kept.every(([at, text]) => 2 * Math.abs(at - tick[0]) >= size(text) + size(tick[1]));
    if (isFree) kept.push(tick);
  }
  return kept;
}
