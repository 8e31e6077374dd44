export type Random = {
  /** A whole number between the two, both included. */
  between: (low: number, high: number) => number;
};

/** The same numbers for the same seed, everywhere: a 32-bit xorshift (Marsaglia, "Xorshift RNGs", 2003). */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return { between: (low, high) => low + (next() % (high - low + 1)) };
}
