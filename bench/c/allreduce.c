// The all-reduce of MPI alone, without a program around it: what a strategy's all-reduce is measured against. Long arrays
// are summed in pieces, as a strategy sums them.
// Usage: allreduce BYTES:CALLS …; rank 0 prints "BYTES NANOSECONDS" for each call.

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static const int warm_up = 5;
/** What packages/distribute/src/mpi/communicator.ts has, in numbers of four bytes. */
static const int most_per_piece = (1 << 22) / 4;

static void all_reduce(float *numbers, int count) {
  for (int at = 0; at < count; at += most_per_piece) {
    int piece = count - at < most_per_piece ? count - at : most_per_piece;
    MPI_Allreduce(MPI_IN_PLACE, numbers + at, piece, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
  }
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (int size = 1; size < argc; size++) {
    int bytes, calls;
    sscanf(argv[size], "%d:%d", &bytes, &calls);
    float *numbers = calloc(bytes / 4, 4);
    double *ns = calloc(calls, sizeof(double));
    MPI_Barrier(MPI_COMM_WORLD);
    for (int call = -warm_up; call < calls; call++) {
      double start = MPI_Wtime();
      all_reduce(numbers, bytes / 4);
      if (call >= 0) ns[call] = (MPI_Wtime() - start) * 1e9;
    }
    for (int call = 0; rank == 0 && call < calls; call++) printf("%d %.1f\n", bytes, ns[call]);
    free(ns);
    free(numbers);
  }
  MPI_Finalize();
  return 0;
}
