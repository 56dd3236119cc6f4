// Which roads are measured with which variants, and on how many elements.

import { BenchError } from "../errors.js";
import { formatCount } from "../format.js";
import type { RoadWorkload } from "../workloads.js";
import type { Road } from "./road.js";
import { flat, roads } from "./roads.js";
import { takesSize, type Variant, variants } from "./variants.js";

export interface Case {
  readonly variant: Variant;
  readonly road: Road;
  readonly sizes: readonly number[];
}

export const roadSizes: readonly number[] = [1, 32, 2 ** 10, 2 ** 20];
/** The last is large enough for threads, also where it is cut to whole rows. */
export const smokeRoadSizes: readonly number[] = [32, 2 ** 13, 3 * 2 ** 17];

/** Variant by variant, so that each needs its processes once. */
export function casesOf(sizes: readonly number[]): Case[] {
  return variants.flatMap((variant) => {
    const own = sizes.filter((n) => takesSize(variant, n));
    const taken = own.length === 0 ? [] : roads.filter((road) => variant.takes(road));
    return taken.map((road) => ({ variant, road, sizes: own }));
  });
}

/** Every road once and every variant once, on as few elements as it makes sense on. */
export function smokeCases(sizes: readonly number[]): Case[] {
  const [first] = variants;
  const inAll = roads.find((road) => road !== flat && variants.every(({ takes }) => takes(road)));
  return casesOf(sizes)
    .filter(({ variant, road }) => variant === first || road === inAll)
    .map((each) => ({ ...each, sizes: each.sizes.slice(0, 1) }));
}

/** @throws BenchError for a pattern that is none, or that no case has in its title. */
export function pickCases(cases: readonly Case[], pattern: string): Case[] {
  const expression = readPattern(pattern);
  const picked = cases.flatMap(({ variant, road, sizes }) => {
    const wanted = sizes.filter((n) => expression.test(titleOf(variant, road, n)));
    return wanted.length > 0 ? [{ variant, road, sizes: wanted }] : [];
  });
  if (picked.length > 0) return picked;
  const { variant, road, sizes } = cases[0]!;
  throw new BenchError(
    `--only must be a pattern in a title such as "${titleOf(variant, road, sizes[0]!)}", got ${JSON.stringify(pattern)}.`,
    2,
  );
}

function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "i");
  } catch {
    throw new BenchError(`--only must be a regular expression, got ${JSON.stringify(pattern)}.`, 2);
  }
}

export function titleOf(variant: Variant, road: Road, n: number): string {
  return `${variant.name}: ${road.name}, N = ${formatCount(n)}`;
}

/** Of N elements or as many fewer as whole rows have; of one row where N is less than that. */
export function workloadOf(variant: Variant, road: Road, n: number): RoadWorkload {
  const columns = road.columns === undefined ? undefined : Math.min(road.columns, n);
  const { quantity, input, labels, dtype, dialect } = variant;
  return {
    quantity: road.quantity ?? quantity,
    input,
    labels,
    weights: "none",
    dtype,
    n: columns === undefined ? n : n - (n % columns),
    dialect,
    ...(road === flat ? {} : { road: columns === undefined ? road : { ...road, columns } }),
  };
}

/** What the road is held against; undefined where there is nothing, or where it is that itself. */
export function baseOf(
  { variant, road }: Pick<Case, "variant" | "road">,
  n: number,
  cores: number,
): RoadWorkload | undefined {
  if (variant.against === "processes") return workloadOf(variant, road, n / cores);
  if (variant.against === "float32") return workloadOf({ ...variant, dtype: "float32" }, road, n);
  if (variant.against === undefined || road === flat) return undefined;
  return workloadOf(variant, flat, n);
}
