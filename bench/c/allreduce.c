// The all-reduce of MPI alone, without a program around it: what a strategy's all-reduce is measured against.
// Usage: allreduce ROUNDS BYTES:CALLS …; rank 0 prints "BYTES NANOSECONDS" per call for each round.

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int rounds = atoi(argv[1]);
  for (int size = 2; size < argc; size++) {
    int bytes, calls;
    sscanf(argv[size], "%d:%d", &bytes, &calls);
    float *numbers = calloc(bytes / 4, 4);
    for (int round = -1; round < rounds; round++) {
      MPI_Barrier(MPI_COMM_WORLD);
      double start = MPI_Wtime();
      for (int call = 0; call < calls; call++) {
        MPI_Allreduce(MPI_IN_PLACE, numbers, bytes / 4, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      }
      double ns = (MPI_Wtime() - start) * 1e9 / calls;
      // The first round warms up.
      if (rank == 0 && round >= 0) printf("%d %.1f\n", bytes, ns);
    }
    free(numbers);
  }
  MPI_Finalize();
  return 0;
}
