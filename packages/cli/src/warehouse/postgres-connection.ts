// A connection to PostgreSQL over a socket of its own, which can be cut at any time, whether or not
// the server answers.

import { Socket } from "node:net";
import { Client, type ClientConfig } from "pg";
import { inTime } from "./stoppable.js";
import type { TextRow } from "./warehouse.js";

/** Milliseconds that closing may take. */
const goodbye = 500;

export class PostgresConnection {
  readonly #socket = new Socket();
  readonly #client: Client;

  constructor(config: ClientConfig) {
    this.#client = new Client({ ...config, stream: () => this.#socket });
    // If a connection ends while it is idle, the next query reports that.
    this.#client.on("error", () => undefined);
    this.#socket.on("error", () => undefined);
  }

  /** Connects and logs in. */
  async open(): Promise<void> {
    await this.#client.connect();
  }

  async query(text: string, values: readonly unknown[] = []): Promise<TextRow[]> {
    // Numbers stay text, as other warehouses have them.
    const types = { getTypeParser: () => (value: unknown) => value };
    const { rows } = await this.#client.query<(string | null)[]>({
      text,
      values: [...values],
      rowMode: "array",
      types,
    });
    return rows as TextRow[];
  }

  /** Takes its leave, and goes whether that is heard or not. */
  async close(): Promise<void> {
    await inTime(this.#client.end(), goodbye);
    this.cut();
  }

  cut(): void {
    this.#socket.destroy();
  }
}
