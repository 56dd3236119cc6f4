// The roads in docs/speed.md: what each costs, beside what, and whether that is what it may.

import { digits, formatCount, formatSpread, formatTime } from "../format.js";
import { baseName, packageName } from "../names.js";
import type { Road } from "../roads/road.js";
import type { RoadResults, RoadRow } from "../roads/road-rows.js";
import { flat, roads } from "../roads/roads.js";
import { isMain, type Variant, variants } from "../roads/variants.js";
import { orderOf } from "../roster.js";
import { markdownTable } from "./block.js";
import { loadOf } from "./circumstances.js";
import { valuesOf } from "./look-up.js";
import {
  cellOf,
  judgeCost,
  judgeLoop,
  judgeMemory,
  judgePeers,
  judgeThreads,
  type RoadCell,
  type Verdict,
} from "./road-verdicts.js";

const main = variants.filter(isMain);
const threaded = variants.filter(({ peers }) => peers === "all cores");
const small = variants.filter(({ against }) => against === undefined);
const others = variants.filter((each) => ![main, threaded, small].flat().includes(each));

export function roadsPage({ made, rows, memory }: RoadResults): string {
  const cells = (variant: Variant): { road: Road; cell: RoadCell }[] =>
    roads.flatMap((road) => {
      const cell = cellOf(rows, variant, road);
      return cell ? [{ road, cell }] : [];
    });
  return [
    "## Roads",
    `Every way to call the loss, on ${sizesOf(rows)} elements where a size is not said. ${made.device}, ${made.cores} cores, ` +
      `Node ${made.node}, ${packageName} ${made.package}${kernelOf(rows)}, ${made.date}, by \`${made.command}\`. ${loadOf(rows)}`,
    summary(rows, memory),
    "### What a road costs",
    "Per element, and how many times as long as the flat road of the same column it takes, with the 20th and 80th percentiles.",
    costs(rows),
    "### With other predictions, types and memories",
    "How many times as long as the flat road of the same column; float64, as the same road in float32.",
    multiples(rows),
    ...[...main, ...threaded].flatMap((variant) => [
      `### Beside the loop and the frameworks: ${variant.name}`,
      besidePeers(variant, cells(variant)),
    ]),
    "### Small calls",
    "Per call.",
    smallCalls(rows),
    "### Memory",
    "Beside what a call is given and what it gives, at the largest.",
    memories(memory),
  ].join("\n\n");
}

function kernelOf(rows: readonly RoadRow[]): string {
  const kernel = rows.find(({ contender }) => contender === packageName)?.kernel ?? "";
  return kernel === "" ? "" : ` with its ${kernel} kernels`;
}

function sizesOf(rows: readonly RoadRow[]): string {
  return formatCount(Math.max(...rows.map(({ n }) => n)));
}

function summary(rows: readonly RoadRow[], memory: RoadResults["memory"]): string {
  const all = variants.flatMap((variant) =>
    roads.map((road) => ({ variant, road, cell: cellOf(rows, variant, road) })),
  );
  const count = (
    judge: (cell: RoadCell, variant: Variant, road: Road) => Verdict<unknown> | undefined,
  ): string => {
    const verdicts = all.flatMap(({ variant, road, cell }) =>
      cell ? [judge(cell, variant, road)] : [],
    );
    const judged = verdicts.filter((verdict) => verdict !== undefined);
    return `${judged.filter(({ met }) => met).length} of ${judged.length}`;
  };
  const cost = count((cell, variant, road) =>
    variant.against === "processes" ? undefined : judgeCost(cell, variant, road),
  );
  const lines = [
    `${cost} roads cost what they may,`,
    `${count((cell, variant) => (isMain(variant) ? judgePeers(cell, variant) : undefined))} are as fast as the fastest framework with one thread,`,
    `${count((cell, variant) => (isMain(variant) ? undefined : judgePeers(cell, variant)))} half as fast again with threads on all cores,`,
    `${count((cell, variant) => (variant.against === "processes" ? judgeThreads(cell, variant) : undefined))} with threads reach nine tenths of what independent processes reach together,`,
    `${count((_, variant, road) => judgeMemory(memory, variant, road))} take at most 1 MiB.`,
  ];
  return lines.join(" ");
}

function costs(rows: readonly RoadRow[]): string {
  const lines = roads.map((road) => [
    road.name,
    `≤ ${digits(road.limit)}×${road.own ? " beyond its loop" : ""}`,
    ...main.flatMap((variant) => {
      const cell = cellOf(rows, variant, road);
      if (!cell) return ["", ""];
      return [perElement(cell.own), costCell(cell, variant, road)];
    }),
  ]);
  const headings = ["road", "limit", ...main.flatMap(({ name }) => [name, "× flat"])];
  return markdownTable(headings, measured(lines, 2), 1);
}

function costCell(cell: RoadCell, variant: Variant, road: Road): string {
  const verdict = judgeCost(cell, variant, road);
  if (!verdict) return "";
  const { median, p20, p80 } = verdict.measured;
  return `${digits(median)} (${digits(p20)}–${digits(p80)}) ${mark(verdict)}`;
}

function multiples(rows: readonly RoadRow[]): string {
  const lines = roads.map((road) => [
    road.name,
    ...others.map((variant) => {
      const cell = cellOf(rows, variant, road);
      // The time that the others of the column are multiples of.
      if (cell && variant.against === "flat road" && road === flat) return perElement(cell.own);
      const verdict = cell && judgeCost(cell, variant, road);
      return verdict ? `${digits(verdict.measured.median)} ${mark(verdict)}` : "";
    }),
  ]);
  return markdownTable(["road", ...others.map(({ name }) => name)], measured(lines), 1);
}

/** Times over this package's: how many times as fast it is. */
function besidePeers(
  variant: Variant,
  cells: readonly { readonly road: Road; readonly cell: RoadCell }[],
): string {
  const names = valuesOf(
    cells.flatMap(({ cell }) => cell.others),
    "contender",
  )
    .filter((name) => name !== baseName)
    .sort((a, b) => orderOf(a) - orderOf(b));
  const onThreads = variant.against === "processes";
  const lines = cells.map(({ road, cell }) => {
    const peers = judgePeers(cell, variant);
    const loop = judgeLoop(cell, road);
    const pool = onThreads ? [share(judgeThreads(cell, variant))] : [];
    const times = names.map((name) => {
      const row = cell.others.find(({ contender }) => contender === name);
      if (!row) return "";
      const judged = loop && name === names[0] ? ` ${mark(loop)}` : "";
      return `${digits(row.ratio)}×${judged}`;
    });
    const fastest = peers
      ? `${peers.fastest.contender}, ${spread(peers.fastest)} ${mark(peers)}`
      : "";
    return [road.name, perElement(cell.own), ...pool, ...times, fastest];
  });
  const headings = [
    "road",
    "this package",
    ...(onThreads ? ["of the processes' speed"] : []),
    ...names,
    `fastest framework, ≥ ${onThreads ? "1.5" : "1.0"}×`,
  ];
  return markdownTable(headings, lines, 1);
}

function share(verdict: Verdict<number> | undefined): string {
  return verdict ? `${(100 * verdict.measured).toFixed(0)} % ${mark(verdict)}` : "";
}

function smallCalls(rows: readonly RoadRow[]): string {
  const own = rows.filter((row) => small.some(({ name }) => name === row.variant));
  const sizes = valuesOf(own, "n").sort((a, b) => a - b);
  const columns = small.flatMap(({ name }) => sizes.map((n) => ({ name, n })));
  const lines = roads.map((road) => [
    road.name,
    ...columns.map(({ name, n }) => {
      const row = own.find(
        (each) => each.variant === name && each.road === road.name && each.n === n,
      );
      return row ? formatSpread(row.median_ns, row.p20_ns, row.p80_ns) : "";
    }),
  ]);
  const headings = columns.map(
    ({ name, n }) => `${name.replace(/, small$/, "")}, N = ${formatCount(n)}`,
  );
  return markdownTable(["road", ...headings], measured(lines), 1);
}

function memories(memory: RoadResults["memory"]): string {
  const lines = roads.map((road) => [
    road.name,
    ...main.map((variant) => {
      const verdict = judgeMemory(memory, variant, road);
      return verdict ? `${(verdict.measured / 1024).toFixed(0)} KiB ${mark(verdict)}` : "";
    }),
  ]);
  return markdownTable(["road", ...main.map(({ name }) => name)], measured(lines), 1);
}

/** Without the roads that were not measured: a part may have been asked for. */
function measured(lines: readonly string[][], from = 1): string[][] {
  return lines.filter((cells) => cells.slice(from).some((cell) => cell !== ""));
}

function spread({ ratio, ratio_p20, ratio_p80 }: RoadRow): string {
  return `${digits(ratio)}× (${digits(ratio_p20)}–${digits(ratio_p80)})`;
}

function perElement({ median_ns, n }: RoadRow): string {
  return formatTime(median_ns / n);
}

function mark({ met }: Verdict<unknown>): string {
  return met ? "met" : "**missed**";
}
