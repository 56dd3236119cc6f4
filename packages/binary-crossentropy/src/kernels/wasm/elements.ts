// What the kernel of a loss in WASM consists of, beside what all of them have in common. Numbers are
// addresses, and 0 stands for an array that there is none of.

import type { Block } from "../kernel.js";

export interface Elements {
  /** Σ w L, and scale · w · dL/dx where `out` is not 0. */
  sum(block: Block, scale: number, out: number): number;
  /** Writes w L. */
  losses(block: Block, w: number, out: number): void;
  /** Writes factors · dL/dx. */
  gradient(block: Block, factors: number, out: number): void;
  /** Whether some L may be 0 only since it is too small for the floats that {@link losses} writes. */
  mayVanish(block: Block): boolean;
  /**
   * Writes L and factors · dL/dx at once. Nothing is done, and false returned, where that takes two
   * calls.
   */
  both(block: Block, factors: number, losses: number, out: number): boolean;
  /**
   * Writes scale · w · d²L/dx²; undefined where the careful kernel does that.
   */
  readonly hessian: ((block: Block, w: number, scale: number, out: number) => void) | undefined;
}
