/** Times of repeated measurements, in milliseconds. */
export type Samples = readonly number[];

/** The value below which a share of the samples lies (nearest rank). */
function percentile(samples: Samples, share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const p50 = (samples: Samples): number => percentile(samples, 0.5);
export const p95 = (samples: Samples): number => percentile(samples, 0.95);
