// What a tutorial is to the terminal and the page that run it: a training that advances step by
// step, can be saved and resumed, and shows curves and pictures.

import type { colours } from "../support/figure.js";
import type { Snapshot } from "./training/snapshot.js";

export interface Training {
  /** What one step is called: "step" or "epoch". */
  readonly unit: string;
  readonly done: number;
  readonly total: number;
  /** Identifies the training: a checkpoint with another configuration is refused. */
  readonly configuration: Configuration;
  /** Advances by one step, and returns the numbers worth showing, by name. */
  advance(): Promise<Readings>;
  save(): Promise<Snapshot>;
  restore(snapshot: Snapshot): void;
  pictures(): Promise<readonly Picture[]>;
  /** The results, as lines of text. */
  summary(): Promise<readonly string[]>;
}

export type Configuration = Readonly<Record<string, string | number>>;

export type Readings = Readonly<Record<string, number>>;

export type Picture = Curves | Grid;

/** Lines in one panel, or in several side by side. */
export interface Curves {
  readonly kind: "curves";
  /** The name of the file, without its extension. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

export interface Axis {
  readonly label: string;
  /** "whole" labels whole numbers only. */
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

export type Colour = keyof typeof colours;

/** Pictures in rows and columns. */
export interface Grid {
  readonly kind: "grid";
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  /** Number of columns that belong together. Groups are set apart. */
  readonly group?: number;
  readonly images: Images;
}

/** Pictures of one size, with values in [-1, 1], row by row, the channels (1 or 3) innermost. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}
