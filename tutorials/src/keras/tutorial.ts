// What an example is to those who run it, in a terminal or in a page: a training that goes step by
// step, can be saved and taken up again, and shows curves and pictures.

import type { Snapshot } from "./training/snapshot.js";

export interface Training {
  /** What one step is called: "step" or "epoch". */
  readonly unit: string;
  readonly done: number;
  readonly total: number;
  /** What a checkpoint must agree on: whoever goes on from it must be the same training. */
  readonly configuration: Configuration;
  /** One step further; what is worth showing about it, by name. */
  advance(): Promise<Readings>;
  save(): Promise<Snapshot>;
  restore(snapshot: Snapshot): void;
  pictures(): Promise<readonly Picture[]>;
  /** What came out, as lines of text. */
  summary(): Promise<readonly string[]>;
}

export type Configuration = Readonly<Record<string, string | number>>;

export type Readings = Readonly<Record<string, number>>;

export type Picture = Curves | Grid;

/** Lines in one panel or several beside each other. */
export interface Curves {
  readonly kind: "curves";
  /** The name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

export interface Axis {
  readonly label: string;
  /** "whole" names whole numbers only. */
  readonly scale?: "log" | "whole" | "from 0";
  readonly domain?: readonly [number, number];
}

export interface Line {
  readonly name: string;
  readonly colour: Colour;
  readonly panel?: string;
  readonly points: readonly Point[];
}

export type Point = readonly [x: number, y: number];

/** Of Okabe and Ito's colours, which the colour-blind can tell apart. */
export type Colour = "blue" | "orange" | "green" | "purple" | "grey";

/** Pictures in rows and columns. */
export interface Grid {
  readonly kind: "grid";
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  /** So many columns belong together; between groups is more room. */
  readonly group?: number;
  readonly images: Images;
}

/** Pictures of one size, row by row with the channels (1 or 3) innermost, in [-1, 1]. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}
