// The functions of MPI that are used, on the communicator of all processes. A function that fails
// throws MPI's own description of the error.

import type { FloatArray } from "binary-crossentropy";
import { handlesOf } from "./handles.js";
import type { NativeFunction } from "./koffi.js";
import type { MpiLibrary } from "./library.js";
import { dtypeOf, type Sendable, type SendableDtype } from "./sendable.js";

/** Whether the operation has ended. */
export type HasEnded = () => boolean;

export interface Mpi {
  readonly library: MpiLibrary;
  /** Joins the other processes. Returns once all of them are there. */
  init(): void;
  rank(): number;
  size(): number;
  /** Starts the elementwise maximum over all ranks, in place. */
  startMax(array: Float64Array): HasEnded;
  sum(array: FloatArray): void;
  broadcast(array: Sendable, root: number): void;
  /** Gathers the same number of bytes from each rank into `all`. */
  gather(own: Uint8Array, all: Uint8Array): void;
  gatherUneven(own: Uint8Array, all: Uint8Array, counts: Int32Array, offsets: Int32Array): void;
  finalize(): void;
  abort(code: number): void;
}

export function bindFunctions(library: MpiLibrary): Mpi {
  const { native } = library;
  const handles = handlesOf(library);
  const { type, commWorld, inPlace, statusIgnore } = handles;
  const bind = (name: string, args: readonly string[]) => native.func(name, "int", args);
  const errorString = bind("MPI_Error_string", ["int", "void *", "void *"]);
  const checked = (name: string, args: readonly string[]) => {
    const call = bind(name, args);
    return (...values: readonly unknown[]) => {
      const code = call(...values);
      if (code !== 0) throw new Error(`${name} failed: ${describe(errorString, code)}.`);
    };
  };
  const pointer = "void *";
  const init = checked("MPI_Init", [pointer, pointer]);
  const setErrorHandler = checked("MPI_Comm_set_errhandler", [type, type]);
  const commRank = checked("MPI_Comm_rank", [type, pointer]);
  const commSize = checked("MPI_Comm_size", [type, pointer]);
  const startAllReduce = checked("MPI_Iallreduce", [
    pointer,
    pointer,
    "int",
    type,
    type,
    type,
    pointer,
  ]);
  const test = checked("MPI_Test", [pointer, pointer, pointer]);
  const allReduce = checked("MPI_Allreduce", [pointer, pointer, "int", type, type, type]);
  const bcast = checked("MPI_Bcast", [pointer, "int", type, "int", type]);
  const allGather = checked("MPI_Allgather", [pointer, "int", type, pointer, "int", type, type]);
  const allGatherV = checked("MPI_Allgatherv", [
    pointer,
    "int",
    type,
    pointer,
    pointer,
    pointer,
    type,
    type,
  ]);
  const finalize = checked("MPI_Finalize", []);
  const abort = bind("MPI_Abort", [type, "int"]);

  const datatypes: Readonly<Record<SendableDtype, unknown>> = {
    float32: handles.float,
    float64: handles.double,
    bytes: handles.byte,
  };
  const datatypeOf = (array: Sendable) => datatypes[dtypeOf(array)];
  const ask = (call: (...values: readonly unknown[]) => void) => {
    const answer = new Int32Array(1);
    call(commWorld, answer);
    return answer[0]!;
  };
  // Memory that MPI writes to after a call has returned must not move, and V8 may move the memory
  // of small typed arrays. The request has room for a handle of either kind; one operation at a
  // time is under way.
  const request = new BigUint64Array(new ArrayBuffer(8));
  const flag = new Int32Array(new ArrayBuffer(4));
  const hasEnded = () => {
    test(request, flag, statusIgnore);
    return flag[0] !== 0;
  };
  return {
    library,
    init() {
      init(null, null);
      setErrorHandler(commWorld, handles.errorsReturn);
    },
    rank: () => ask(commRank),
    size: () => ask(commSize),
    startMax(array) {
      startAllReduce(inPlace, array, array.length, handles.double, handles.max, commWorld, request);
      return hasEnded;
    },
    sum(array) {
      allReduce(inPlace, array, array.length, datatypeOf(array), handles.sum, commWorld);
    },
    broadcast(array, root) {
      bcast(array, array.length, datatypeOf(array), root, commWorld);
    },
    gather(own, all) {
      allGather(own, own.length, handles.byte, all, own.length, handles.byte, commWorld);
    },
    gatherUneven(own, all, counts, offsets) {
      allGatherV(own, own.length, handles.byte, all, counts, offsets, handles.byte, commWorld);
    },
    finalize() {
      finalize();
    },
    abort(code) {
      abort(commWorld, code);
    },
  };
}

function describe(errorString: NativeFunction, code: number): string {
  const text = new Uint8Array(1024);
  const length = new Int32Array(1);
  errorString(code, text, length);
  return String.fromCharCode(...text.subarray(0, length[0]));
}
