// Stands between the program and a server, and falls silent in the middle of a conversation:
// without an answer, without an error, and without closing anything.

import { connect, createServer, type Socket } from "node:net";

export interface StallingProxy {
  readonly port: number;
  /** How many connections clients have opened and not yet closed. */
  open(): number;
  /**
   * How many bytes the server has sent on the first connection, before the silence and after it.
   */
  sent(): number;
  /** Fulfilled when the first of them has fallen silent. */
  readonly silence: Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param bytes How many bytes of the server's a connection lets through. @param stalls Which
 * connections fall silent then and do not answer a goodbye, by the order in which they came.
 */
export async function startStallingProxy(
  to: number,
  bytes: number,
  stalls: (index: number) => boolean,
): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let [count, open, sent] = [0, 0, 0];
  let fallSilent!: () => void;
  const silence = new Promise<void>((resolve) => (fallSilent = resolve));
  // The other side's goodbye is not answered either.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const index = count++;
    let left = stalls(index) ? bytes : Infinity;
    open += 1;
    if (left === 0) fallSilent();
    const upstream = connect(to, "127.0.0.1");
    let isGone = false;
    const gone = () => {
      if (!isGone) open -= 1;
      isGone = true;
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.on("data", (data) => upstream.write(data));
    client.on("end", gone);
    client.on("close", gone);
    upstream.on("data", (data) => {
      if (index === 0) sent += data.length;
      if (left > 0) client.write(data.subarray(0, left));
      left = Math.max(left - data.length, 0);
      if (left === 0) fallSilent();
    });
    upstream.on("close", () => {
      if (!stalls(index)) client.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    open: () => open,
    sent: () => sent,
    silence,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
