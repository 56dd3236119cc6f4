// The differences between the two binary interfaces: a handle is the address of an object in Open
// MPI, and a number in MPICH.

import type { MpiLibrary } from "./library.js";

type Handle = bigint | number;

export interface Handles {
  /** The C type of a handle. */
  readonly type: "void *" | "int";
  readonly commWorld: Handle;
  readonly byte: Handle;
  readonly float: Handle;
  readonly double: Handle;
  readonly sum: Handle;
  readonly max: Handle;
  readonly errorsReturn: Handle;
  /** Stands for the send buffer where the receive buffer holds the input. */
  readonly inPlace: bigint;
  readonly statusIgnore: bigint;
}

export function handlesOf({ native, implementation }: MpiLibrary): Handles {
  switch (implementation) {
    case "Open MPI":
      return openMpi((name) => native.symbol(name));
    case "MPICH":
      return mpich;
  }
}

function openMpi(symbol: (name: string) => bigint): Handles {
  return {
    type: "void *",
    commWorld: symbol("ompi_mpi_comm_world"),
    byte: symbol("ompi_mpi_byte"),
    float: symbol("ompi_mpi_float"),
    double: symbol("ompi_mpi_double"),
    sum: symbol("ompi_mpi_op_sum"),
    max: symbol("ompi_mpi_op_max"),
    errorsReturn: symbol("ompi_mpi_errors_return"),
    inPlace: 1n,
    statusIgnore: 0n,
  };
}

/** As MPICH's mpi.h defines them, the same in all libraries with its binary interface. */
const mpich: Handles = {
  type: "int",
  commWorld: 0x44000000,
  byte: 0x4c00010d,
  float: 0x4c00040a,
  double: 0x4c00080b,
  sum: 0x58000003,
  max: 0x58000001,
  errorsReturn: 0x54000001,
  inPlace: 0xffff_ffff_ffff_ffffn,
  statusIgnore: 1n,
};
