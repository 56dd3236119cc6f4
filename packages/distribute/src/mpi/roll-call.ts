// How watchers ask one another how far their ranks are. MPI cannot be asked while it waits, so
// short datagrams go between the watchers, only near the time limit.

import { nodeModule } from "binary-crossentropy/internal";
import { fromBytes, toBytes } from "../bytes.js";

/** Where a watcher can be asked. */
export interface Whereabouts {
  readonly port: number;
  readonly addresses: readonly string[];
  /** A secret that a question must carry: other programs get no answer. */
  readonly token: string;
}

interface Socket {
  bind(options: { readonly port: number; readonly address: string }, listening: () => void): void;
  on(
    event: "message",
    listener: (
      message: Uint8Array,
      from: { readonly address: string; readonly port: number },
    ) => void,
  ): void;
  on(event: "error", listener: (error: Error) => void): void;
  address(): { readonly port: number };
  send(message: Uint8Array, port: number, address: string, sent: () => void): void;
}

interface NetworkInterface {
  readonly address: string;
  readonly family: string | number;
  readonly internal: boolean;
}

interface Question {
  readonly to: string;
  readonly replyTo: string;
}

interface Answer {
  readonly to: string;
  readonly rank: number;
  readonly count: number;
}

/** More addresses would not fit into a rank's introduction. */
const mostAddresses = 8;

export class RollCall {
  readonly whereabouts: Whereabouts;
  /** How far the ranks are that answered. */
  readonly answers = new Map<number, number>();
  readonly #socket: Socket;

  private constructor(
    socket: Socket,
    whereabouts: Whereabouts,
    read: () => { readonly rank: number; readonly count: number },
  ) {
    this.#socket = socket;
    this.whereabouts = whereabouts;
    socket.on("message", (message, from) => this.#receive(message, from, read));
  }

  /**
   * @param isLocal Whether all ranks are on this machine, so that no other machine needs to be
   * heard.
   * @param read What this rank answers.
   * @returns undefined where the system has no such sockets.
   */
  static open(
    isLocal: boolean,
    read: () => { readonly rank: number; readonly count: number },
  ): Promise<RollCall | undefined> {
    const { createSocket } = nodeModule<{ createSocket(type: "udp4"): Socket }>("dgram")!;
    const socket = createSocket("udp4");
    return new Promise((resolve) => {
      socket.on("error", () => resolve(undefined));
      socket.bind({ port: 0, address: isLocal ? "127.0.0.1" : "0.0.0.0" }, () => {
        const addresses = isLocal ? ["127.0.0.1"] : ownAddresses();
        resolve(
          new RollCall(socket, { port: socket.address().port, addresses, token: newToken() }, read),
        );
      });
    });
  }

  /** Asks a rank. Its answer comes later, or never. */
  ask({ port, addresses, token }: Whereabouts): void {
    const question: Question = { to: token, replyTo: this.whereabouts.token };
    for (const address of addresses) this.#send(question, port, address);
  }

  #receive(
    message: Uint8Array,
    { address, port }: { address: string; port: number },
    read: () => { rank: number; count: number },
  ): void {
    try {
      const { to, replyTo, rank, count } = fromBytes(message) as Partial<Question & Answer>;
      if (to !== this.whereabouts.token) return;
      if (replyTo !== undefined) this.#send({ to: replyTo, ...read() }, port, address);
      else this.answers.set(rank!, count!);
    } catch {
      // Not from a watcher.
    }
  }

  #send(message: Question | Answer, port: number, address: string): void {
    // An address that cannot be reached is not an error: nobody answers.
    this.#socket.send(toBytes(message), port, address, () => {});
  }
}

function ownAddresses(): string[] {
  const { networkInterfaces } = nodeModule<{
    networkInterfaces(): Record<string, NetworkInterface[] | undefined>;
  }>("os")!;
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = all.filter(
    ({ family, internal }) => !internal && (family === "IPv4" || family === 4),
  );
  return outer.map(({ address }) => address).slice(0, mostAddresses);
}

function newToken(): string {
  return nodeModule<{ randomUUID(): string }>("crypto")!.randomUUID();
}
