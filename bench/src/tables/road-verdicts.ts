// Whether roads cost what they may: over the flat road, beside the loop and the frameworks, and in
// memory.

import { baseName, handWrittenName, packageName } from "../names.js";
import type { Road } from "../roads/road.js";
import type { RoadResults, RoadRow } from "../roads/road-rows.js";
import { flat } from "../roads/roads.js";
import type { Variant } from "../roads/variants.js";
import { entryOf } from "../roster.js";
import type { Spread } from "../statistics.js";

export interface Verdict<Measured> {
  readonly measured: Measured;
  readonly required: number;
  readonly met: boolean;
}

/** Of one road with one variant, at the largest N that there is. */
export interface RoadCell {
  readonly own: RoadRow;
  readonly others: readonly RoadRow[];
}

export function cellOf(
  rows: readonly RoadRow[],
  variant: Variant,
  road: Road,
): RoadCell | undefined {
  const all = rows.filter((row) => row.variant === variant.name && row.road === road.name);
  const largest = Math.max(...all.map(({ n }) => n));
  const cell = all.filter(({ n }) => n === largest);
  const own = cell.find(({ contender }) => contender === packageName);
  return own && { own, others: cell.filter((row) => row !== own) };
}

function otherOf({ others }: RoadCell, contender: string): RoadRow | undefined {
  return others.find((row) => row.contender === contender);
}

/** How many times as long as its base a road takes; a loss of one's own, beyond its own loop. */
export function judgeCost(
  cell: RoadCell,
  variant: Variant,
  road: Road,
): Verdict<Spread> | undefined {
  const base = otherOf(cell, baseName);
  const required = variant.limit ?? road.limit;
  if (road === flat && variant.against === "flat road") {
    return { measured: { median: 1, p20: 1, p80: 1 }, required, met: true };
  }
  const loop = road.own ? otherOf(cell, handWrittenName) : undefined;
  if (!base || (road.own && !loop)) return undefined;
  const beyond = 1 - (loop?.ratio ?? 0);
  const measured = {
    median: beyond / base.ratio,
    p20: beyond / base.ratio_p80,
    p80: beyond / base.ratio_p20,
  };
  return { measured, required, met: measured.median <= required };
}

/** What share of their speed the processes reach that a pool of threads reaches. */
export function judgeThreads(cell: RoadCell, { limit }: Variant): Verdict<number> | undefined {
  const base = otherOf(cell, baseName);
  if (!base || limit === undefined) return undefined;
  return { measured: base.ratio, required: 1 / limit, met: base.ratio >= 1 / limit };
}

/** How many times as fast as the fastest framework. */
export function judgePeers(
  cell: RoadCell,
  { peers }: Variant,
): (Verdict<number> & { readonly fastest: RoadRow }) | undefined {
  const frameworks = cell.others.filter((row) => isFramework(row));
  const [fastest] = [...frameworks].sort((a, b) => a.median_ns - b.median_ns);
  if (!fastest) return undefined;
  const required = peers === "one thread" ? 1 : 1.5;
  return { measured: fastest.ratio, required, met: fastest.ratio >= required, fastest };
}

function isFramework({ contender }: RoadRow): boolean {
  return contender !== baseName && entryOf(contender).kind === "native";
}

/** How many times as fast as the loop. */
export function judgeLoop(cell: RoadCell, { overLoop }: Road): Verdict<number> | undefined {
  const loop = otherOf(cell, handWrittenName);
  if (!loop || overLoop === undefined) return undefined;
  return { measured: loop.ratio, required: overLoop, met: loop.ratio >= overLoop };
}

/** For any N. */
const mostBytes = 2 ** 20;

export function judgeMemory(
  memory: RoadResults["memory"],
  variant: Variant,
  road: Road,
): Verdict<number> | undefined {
  const all = memory.filter((row) => row.variant === variant.name && row.road === road.name);
  if (all.length === 0) return undefined;
  const bytes = Math.max(...all.map((row) => row.bytes));
  return { measured: bytes, required: mostBytes, met: bytes <= mostBytes };
}
