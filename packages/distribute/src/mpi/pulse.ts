// What this process is waiting for, in memory that its watcher reads. MPI blocks the thread that
// calls it, so only another thread can see how long a wait lasts.

/**
 * The calls that wait: joining the others, a collective call, leaving MPI, and asking the launcher
 * to end the job.
 */
const phases = ["join", "call", "leave", "abort"] as const;
export type Phase = (typeof phases)[number];

export interface Beat {
  /**
   * Odd while the process waits. All ranks wait for the same things in the same order, so the count
   * tells which rank is behind.
   */
  readonly count: number;
  readonly isWaiting: boolean;
  readonly phase: Phase;
  /** The code of the call: see `encodeCall`. */
  readonly code: number;
}

export class Pulse {
  readonly memory: SharedArrayBuffer;
  /** The count, and the number of the phase. */
  readonly #numbers: Int32Array;
  readonly #code: Float64Array;

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, 2);
    this.#code = new Float64Array(memory, 8, 1);
  }

  /** Runs a function that may wait for other ranks. */
  during<T>(phase: Phase, code: number, run: () => T): T {
    this.#numbers[1] = phases.indexOf(phase);
    this.#code[0] = code;
    Atomics.add(this.#numbers, 0, 1);
    try {
      return run();
    } finally {
      Atomics.add(this.#numbers, 0, 1);
    }
  }

  read(): Beat {
    const count = Atomics.load(this.#numbers, 0);
    return {
      count,
      isWaiting: (count & 1) === 1,
      phase: phases[this.#numbers[1]!]!,
      code: this.#code[0]!,
    };
  }
}

/**
 * Whether a rank with one count has not yet reached the wait of another. Counts start again after
 * 2³².
 */
export function isBehind(count: number, other: number): boolean {
  return ((count - other) | 0) < 0;
}
