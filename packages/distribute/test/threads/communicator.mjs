// Ranks as threads of one process, for tests: a communicator over shared memory that waits where
// MPI would.

const slotBytes = 1 << 16;
const words = { arrived: 0, round: 1, ended: 2 };

/** The memory that so many ranks share. */
export function createSharedMemory(size) {
  return {
    size,
    control: new SharedArrayBuffer(16),
    slots: new SharedArrayBuffer(size * slotBytes),
  };
}

export class ThreadCommunicator {
  #control;
  #slots;

  constructor(memory, rank) {
    this.rank = rank;
    this.size = memory.size;
    this.#control = new Int32Array(memory.control);
    this.#slots = Array.from(
      { length: memory.size },
      (_, i) => new Uint8Array(memory.slots, i * slotBytes, slotBytes),
    );
  }

  allReduceSum(array) {
    const Kind = array.constructor;
    this.#inParts(array, (part) => {
      this.#write(part);
      this.barrier();
      const sum = new Kind(part.length);
      for (const slot of this.#slots) {
        const other = new Kind(slot.buffer, slot.byteOffset, part.length);
        for (let i = 0; i < sum.length; i++) sum[i] += other[i];
      }
      this.barrier();
      part.set(sum);
    });
  }

  broadcast(array, root) {
    this.#inParts(array, (part) => {
      if (this.rank === root) this.#write(part);
      this.barrier();
      bytesOf(part).set(this.#slots[root].subarray(0, part.byteLength));
      this.barrier();
    });
  }

  allGather(bytes) {
    const lengths = new Float64Array(this.size);
    lengths[this.rank] = bytes.length;
    this.allReduceSum(lengths);
    return Array.from(lengths, (length, root) => {
      const own = root === this.rank ? bytes.slice() : new Uint8Array(length);
      this.broadcast(own, root);
      return own;
    });
  }

  barrier() {
    const { arrived, round, ended } = words;
    const before = Atomics.load(this.#control, round);
    if (Atomics.add(this.#control, arrived, 1) === this.size - 1) {
      Atomics.store(this.#control, arrived, 0);
      Atomics.add(this.#control, round, 1);
      Atomics.notify(this.#control, round);
    }
    while (Atomics.load(this.#control, round) === before) {
      if (Atomics.load(this.#control, ended) !== 0) throw new Error("Another rank ended the job.");
      Atomics.wait(this.#control, round, before, 50);
    }
  }

  abort(code) {
    Atomics.store(this.#control, words.ended, code);
    Atomics.notify(this.#control, words.round);
    throw new Error(`Rank ${this.rank} ended the job with code ${code}.`);
  }

  #inParts(array, run) {
    const most = slotBytes / array.BYTES_PER_ELEMENT;
    for (let at = 0; at < array.length; at += most) run(array.subarray(at, at + most));
  }

  #write(part) {
    this.#slots[this.rank].set(bytesOf(part));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
