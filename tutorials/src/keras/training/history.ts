// The numbers of each step, to be drawn as curves.

import type { Line, Point, Readings } from "../tutorial.js";

export interface HistoryEntry {
  readonly step: number;
  readonly readings: Readings;
}

export class History {
  entries: HistoryEntry[] = [];

  add(step: number, readings: Readings): void {
    this.entries.push({ step, readings });
  }

  /** The readings of one name, at the steps that have one. */
  points(name: string): Point[] {
    return this.entries.flatMap(({ step, readings }) =>
      name in readings ? [[step, readings[name]!] as const] : [],
    );
  }

  /** The first and the last reading of a name, in words. */
  span(name: string): string {
    const [first, last] = [this.points(name)[0], this.points(name).at(-1)];
    if (!first || !last) return "not measured yet";
    return `${first[1].toFixed(3)} at first, ${last[1].toFixed(3)} after step ${last[0]}`;
  }

  /** A legible line of at most `count` points, each the mean of the readings around it. */
  line(name: string, colour: Line["colour"], count = 100): Line {
    const points = this.points(name);
    const size = Math.ceil(points.length / count) || 1;
    const chunks = Array.from({ length: Math.ceil(points.length / size) }, (_, i) =>
      points.slice(i * size, (i + 1) * size),
    );
    return {
      name,
      colour,
      points: chunks.map((chunk) => [mean(chunk.map(([x]) => x)), mean(chunk.map(([, y]) => y))]),
    };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
