// Arithmetic on arrays of jax-js that may be read any number of times. jax-js consumes what a
// function is passed; a formula reads the same number in many places. So a term keeps its array,
// and all arrays of a scope are given up together, once the result is known.

import { type DType, lax, numpy as np } from "@jax-js/jax";

/** An array of jax-js, or a tracer that stands for one inside `grad`, `jit` or `vmap`. */
export type Value = np.Array;

export type Kind = `${DType}`;

/** What stands beside a term: another one, or a number that is broadcast. */
export type Operand = Term | number;

/**
 * Computes a value of terms. Every array that is made on the way is given up, and so is what `own`
 * was handed.
 */
export function within(compute: (own: (value: Value) => Term) => Term): Value {
  const owned: Value[] = [];
  try {
    return compute((value) => new Term(owned, value)).value.ref;
  } finally {
    for (const value of owned) value.dispose();
  }
}

/** An array among those of one computation. Operations leave it as it is; their shapes broadcast. */
export class Term {
  readonly #owned: Value[];

  constructor(
    owned: Value[],
    readonly value: Value,
  ) {
    this.#owned = owned;
    owned.push(value);
  }

  get isDouble(): boolean {
    return this.value.dtype === "float64";
  }

  plus(other: Operand): Term {
    return this.#own(this.value.ref.add(this.#read(other)));
  }

  minus(other: Operand): Term {
    // One operation of a kernel, where jax-js's own difference is two, 0 − b and a sum.
    return this.plus(other instanceof Term ? other.times(-1) : -other);
  }

  times(other: Operand): Term {
    return this.#own(this.value.ref.mul(this.#read(other)));
  }

  over(other: Term): Term {
    return this.#own(this.value.ref.div(other.value.ref));
  }

  floor(): Term {
    return this.#own(np.floor(this.value.ref));
  }

  /** The remainder of a division by this number. */
  remainder(other: Operand): Term {
    return this.#own(this.value.ref.mod(this.#read(other)));
  }

  atMost(other: Operand): Term {
    return this.#own(np.minimum(this.value.ref, this.#read(other)));
  }

  atLeast(other: Operand): Term {
    return this.#own(np.maximum(this.value.ref, this.#read(other)));
  }

  isBelow(other: Operand): Term {
    return this.#own(this.value.ref.less(this.#read(other)));
  }

  is(other: Operand): Term {
    return this.#own(this.value.ref.equal(this.#read(other)));
  }

  isNot(other: Operand): Term {
    return this.#own(this.value.ref.notEqual(this.#read(other)));
  }

  /** Whether this is not NaN. On webgpu NaN may equal itself, but it is below nothing. */
  isNumber(): Term {
    // A sum of booleans is true where one of them is.
    return this.isBelow(1).plus(this.constant(0).isBelow(this));
  }

  /** One or the other where this holds or does not. Neither's derivative passes where it is not. */
  select(yes: Operand, no: Operand): Term {
    const like = yes instanceof Term ? yes : (no as Term);
    return this.#own(np.where(this.value.ref, like.#read(yes), like.#read(no)));
  }

  /** The same number with no derivative. */
  fixed(): Term {
    return this.#own(lax.stopGradient(this.value.ref));
  }

  as(kind: Kind): Term {
    const cast = this.#own(this.value.ref.astype(kind as DType));
    // Else jax-js would go on with a derivative of the type that was.
    return this.value.dtype.startsWith("float") ? cast : cast.fixed();
  }

  /** The same bits, read as another type. */
  bitsAs(kind: Kind): Term {
    return this.#own(lax.bitcastConvertType(this.value.ref, kind as DType));
  }

  /** The polynomial with these coefficients, highest degree first. */
  polynomial([highest, ...rest]: readonly number[]): Term {
    return rest.reduce<Operand>(
      (sum, next) => this.times(sum).plus(next),
      highest as Operand,
    ) as Term;
  }

  reshaped(shape: readonly number[]): Term {
    return this.#own(this.value.ref.reshape([...shape]));
  }

  /** A list with so many zeros behind it. */
  padded(zeros: number): Term {
    return zeros === 0 ? this : this.#own(np.pad(this.value.ref, [[0, zeros]]));
  }

  /**
   * The same numbers, written to memory before they are read on. Else a kernel holds all that they
   * are made of: more than a processor has registers for, and on cpu computed anew wherever it is
   * used.
   */
  written(): Term {
    const { shape, size } = this.value;
    // jax-js writes down what it pads.
    const padded = this.reshaped([size]).padded(1);
    return this.#own(padded.value.ref.slice([0, size])).reshaped(shape);
  }

  /** The same numbers repeated along axes that are missing or of length 1. */
  broadcast(shape: readonly number[]): Term {
    return this.#own(np.broadcastTo(this.value.ref, [...shape]));
  }

  sum(axes: readonly number[], keepsAxes = false): Term {
    return this.#own(this.value.ref.sum([...axes], { keepdims: keepsAxes }));
  }

  /** An array of this dtype. */
  constant(numbers: number | readonly number[]): Term {
    return this.#own(np.array(numbers as number, { dtype: this.value.dtype }));
  }

  #own(value: Value): Term {
    return new Term(this.#owned, value);
  }

  /** The operand as an argument, which is consumed. */
  #read(other: Operand): Value | number {
    if (other instanceof Term) return other.value.ref;
    // Inside transformations jax-js takes a plain number for a float32.
    return this.value.dtype === "float32" ? other : this.constant(other).value.ref;
  }
}
