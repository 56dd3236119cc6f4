// How a run reports its progress. The command decides who listens.

export interface Progress {
  begin(bytes: number): void;
  rows(count: number): void;
  /** A source of this many bytes is done. */
  finished(bytes: number): void;
  end(): void;
}

export const silent: Progress = {
  begin: () => undefined,
  rows: () => undefined,
  finished: () => undefined,
  end: () => undefined,
};
