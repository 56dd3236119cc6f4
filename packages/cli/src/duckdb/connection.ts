// A connection to an embedded database. Queries run one task at a time; between tasks the program
// reacts to Ctrl-C and draws its progress.

import { setImmediate, setTimeout } from "node:timers/promises";
import { type CApi, cApi, type Out, type Pointer, pendingState, type RawResult } from "./c-api.js";
import { Chunk } from "./chunk.js";

/** The database's error for a query that fails or data that it cannot read. */
export class DatabaseError extends Error {}

/** Megabytes that other threads may use to read ahead. */
const usualReadAhead = 8;

/** Milliseconds for which the program may not react. */
const mostDeaf = 20;

type Settings = Readonly<Record<string, string>>;

export class Connection {
  readonly #api: CApi = cApi();
  readonly #database: Out;
  readonly #connection: Out = [null];
  #second: Connection | undefined;
  #readAhead = 0;
  #heard = performance.now();

  /** @param of The settings of a new database in memory, or a connection to the same one. */
  constructor(of: Settings | Connection) {
    const api = this.#api;
    this.#database = of instanceof Connection ? of.#database : openDatabase(api, of);
    if (api.connect(this.#database[0], this.#connection) !== 0)
      throw new DatabaseError("the database cannot be connected to");
  }

  /** Another one, for a query at the same time. It is closed with this one. */
  get second(): Connection {
    this.#second ??= new Connection(this);
    return this.#second;
  }

  /** The share of the running query that is done, in [0, 1]; below 0 if it is not known. */
  get progress(): number {
    return this.#api.progress(this.#connection[0]).percentage / 100;
  }

  async run(sql: string): Promise<void> {
    for await (const _ of this.chunks(sql));
  }

  /** All rows of a query with a small result, whose columns are of type VARCHAR. */
  async rows(sql: string): Promise<(string | null)[][]> {
    const rows: (string | null)[][] = [];
    for await (const chunk of this.chunks(sql)) {
      for (let row = 0; row < chunk.rowCount; row++)
        rows.push(Array.from({ length: chunk.columnCount }, (_, i) => chunk.text(i, row)));
    }
    return rows;
  }

  /**
   * The chunks of a query in order, read as they are asked for; each lasts until the next one.
   * @param readAhead Megabytes that other threads may use meanwhile.
   */
  async *chunks(sql: string, readAhead = usualReadAhead): AsyncGenerator<Chunk, void> {
    const api = this.#api;
    this.#setReadAhead(readAhead);
    const statement: Out = [null];
    const result: RawResult = {};
    try {
      if (api.prepare(this.#connection[0], sql, statement) !== 0)
        throw new DatabaseError(api.prepareError(statement[0]) ?? "");
      await this.#execute(statement[0], result);
      const types = Array.from({ length: Number(api.columnCount(result)) }, (_, column) =>
        api.columnType(result, column),
      );
      const chunk = new Chunk(api, types);
      for (;;) {
        const pointer = api.fetchChunk(result);
        const problem = pointer === null ? api.resultError(result) : null;
        if (problem) throw new DatabaseError(problem);
        if (pointer === null) return;
        try {
          chunk.point(pointer);
          if (chunk.rowCount > 0) yield chunk;
        } finally {
          api.destroyChunk([pointer]);
        }
        if (this.#isDeaf()) await this.#listen();
      }
    } finally {
      api.destroyResult(result);
      api.destroyPrepare(statement);
    }
  }

  #setReadAhead(megabytes: number): void {
    if (megabytes === this.#readAhead) return;
    const sql = `SET streaming_buffer_size = '${megabytes}MB'`;
    if (this.#api.query(this.#connection[0], sql, null) !== 0)
      throw new DatabaseError(`the database refuses ${sql}`);
    this.#readAhead = megabytes;
  }

  /** Runs a statement up to its first rows. */
  async #execute(statement: Pointer, result: RawResult): Promise<void> {
    const api = this.#api;
    const pending: Out = [null];
    try {
      const failed = api.pendingStreaming(statement, pending) !== 0;
      for (
        let state: number = failed ? pendingState.error : pendingState.notReady;
        state !== pendingState.ready;
      ) {
        if (state === pendingState.error)
          throw new DatabaseError(api.pendingError(pending[0]) ?? "");
        if (state === pendingState.noTasks) await setTimeout(1);
        if (this.#isDeaf()) await this.#listen();
        state = api.pendingTask(pending[0]);
      }
      if (api.executePending(pending[0], result) !== 0)
        throw new DatabaseError(api.resultError(result) ?? "");
    } finally {
      api.destroyPending(pending);
    }
  }

  #isDeaf(): boolean {
    return performance.now() - this.#heard >= mostDeaf;
  }

  /** Lets pending events be handled. */
  async #listen(): Promise<void> {
    await setImmediate();
    this.#heard = performance.now();
  }

  close(): void {
    this.#disconnect();
    this.#api.close(this.#database);
  }

  #disconnect(): void {
    if (this.#second !== undefined) this.#second.#disconnect();
    this.#api.disconnect(this.#connection);
  }
}

function openDatabase(api: CApi, settings: Settings): Out {
  const [database, config]: [Out, Out] = [[null], [null]];
  api.createConfig(config);
  const refused = Object.entries(settings).filter(
    ([name, value]) => api.setConfig(config[0], name, value) !== 0,
  );
  const isOpen = refused.length === 0 && api.open(null, database, config[0], [null]) === 0;
  api.destroyConfig(config);
  if (isOpen) return database;
  throw new DatabaseError(`the database cannot be opened with ${JSON.stringify(settings)}`);
}
