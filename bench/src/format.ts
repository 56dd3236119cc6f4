// Numbers as people read them, for the terminal and for the README.

const units = [
  ["s", 1e9],
  ["ms", 1e6],
  ["µs", 1e3],
] as const;

/** Three digits and a unit. */
export function formatTime(ns: number): string {
  const [unit, size] = unitOf(ns);
  return `${digits(ns / size)} ${unit}`;
}

/** "1.23 µs (1.10–1.41)": a median and its percentiles, in the median's unit. */
export function formatSpread(median: number, p20: number, p80: number): string {
  const [, size] = unitOf(median);
  return `${formatTime(median)} (${digits(p20 / size)}–${digits(p80 / size)})`;
}

function unitOf(ns: number): readonly [unit: string, size: number] {
  return units.find(([, size]) => ns >= size) ?? ["ns", 1];
}

/** In the binary units that sizes are chosen in: 65536 is 64 Ki. */
export function formatCount(n: number): string {
  if (n >= 2 ** 20 && n % 2 ** 20 === 0) return `${n / 2 ** 20} Mi`;
  return n >= 2 ** 10 && n % 2 ** 10 === 0 ? `${n / 2 ** 10} Ki` : String(n);
}

export function formatRatio({
  time_ratio,
  time_ratio_p20,
  time_ratio_p80,
}: Record<`time_ratio${"" | "_p20" | "_p80"}`, number>): string {
  return `${digits(time_ratio)} (${digits(time_ratio_p20)}–${digits(time_ratio_p80)})`;
}

/** Three digits. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
