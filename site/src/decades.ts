// The lines of a logarithmic axis: powers of ten, few enough to be told apart.

const exponentOf = (value: number) => Math.round(Math.log10(value));
const isPower = (value: number) => Math.abs(Math.log10(value) - exponentOf(value)) < 1e-6;

/** The most lines that are told apart. */
const most = 8;

/**
 * Places on the axis with null in the place of those that get no line: all but powers of ten, or all
 * but each second or third of these. An axis of less than a decade or two keeps all.
 */
export function decadesOf(splits: readonly number[]): (number | null)[] {
  const powers = splits.filter(isPower);
  if (powers.length < 2) return [...splits];
  const step = Math.ceil(powers.length / most);
  return splits.map((value) => (isPower(value) && exponentOf(value) % step === 0 ? value : null));
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** What stands beside a line: 0.01, 1, 100; 10⁻⁵ where zeros would have to be counted. */
export function placeOnAxis(value: number): string {
  const exponent = exponentOf(value);
  if (!isPower(value) || Math.abs(exponent) <= 3) return String(Number(value.toPrecision(3)));
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => superscripts[Number(digit)]!);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
