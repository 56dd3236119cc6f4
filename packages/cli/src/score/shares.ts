// Which bytes of which files each of several processes reads: about the same number each, whatever
// the sizes of the files. Sums are exact, so the places where files are split do not change the
// result.

/** A file, or arrays that are read side by side. */
export interface Divisible {
  readonly bytes: number;
  readonly canBeCut: boolean;
}

/** A range of bytes of a source, with the number of the source among all. */
export interface Share {
  readonly source: number;
  readonly from: number;
  readonly to: number;
}

/** Number of bytes below which a second process is not worth it. */
const leastBytes = 2 ** 20;

/**
 * The shares of each process; every process computes the same. Those of a source are in the order
 * of the processes.
 */
export function divide(
  sources: readonly Divisible[],
  processes: number,
  least = leastBytes,
): Share[][] {
  const shares: Share[][] = Array.from({ length: processes }, () => []);
  const loads = new Array<number>(processes).fill(0);
  const give = (process: number, source: number, from: number, to: number) => {
    shares[process]!.push({ source, from, to });
    loads[process]! += to - from;
  };
  const whole = [...sources.entries()].filter(
    ([, { bytes, canBeCut }]) => !canBeCut || bytes < 2 * least,
  );
  for (const [source, { bytes }] of whole.sort(([, a], [, b]) => b.bytes - a.bytes)) {
    give(loads.indexOf(Math.min(...loads)), source, 0, bytes);
  }
  const even = sources.reduce((sum, { bytes }) => sum + bytes, 0) / processes;
  const cut = [...sources.entries()].filter(([source]) => !whole.some(([one]) => one === source));
  let process = 0;
  for (const [source, { bytes }] of cut) {
    for (let from = 0; from < bytes; ) {
      while (process < processes - 1 && even - loads[process]! < least) process += 1;
      const room = process < processes - 1 ? Math.ceil(even - loads[process]!) : Infinity;
      const to = bytes - from - room < least ? bytes : from + room;
      give(process, source, from, to);
      from = to;
    }
  }
  return shares.map((own) => own.sort((a, b) => a.source - b.source));
}
