// What a run tells about how far it is. Who listens is up to the command.

export interface Progress {
  begin(bytes: number): void;
  rows(count: number): void;
  /** A source of so many bytes is done. */
  finished(bytes: number): void;
  end(): void;
}

export const silent: Progress = {
  begin: () => undefined,
  rows: () => undefined,
  finished: () => undefined,
  end: () => undefined,
};
