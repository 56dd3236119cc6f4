// Contenders in JavaScript, in a process of their own: what else has run would otherwise decide how
// well they are compiled.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Group, groupsOf } from "../contenders/index.js";
import { BenchError } from "../errors.js";
import { type Host, hostOver } from "./protocol.js";

export interface GroupsOptions {
  /** The only contenders wanted; null for all. */
  readonly contenders: readonly string[] | null;
  /**
   * Whether processes may be used for more than one workload: quicker, where the numbers do not
   * matter.
   */
  readonly keep: boolean;
}

/** A process for each group. */
export class JavaScriptGroups {
  readonly #options: GroupsOptions;
  #hosts: readonly Host[] = [];

  constructor(options: GroupsOptions) {
    this.#options = options;
  }

  hostsForNext(): readonly Host[] {
    const { contenders, keep } = this.#options;
    if (keep && this.#hosts.length > 0) return this.#hosts;
    this.close();
    this.#hosts = groupsOf(contenders).map(startJavaScript);
    return this.#hosts;
  }

  close(): void {
    for (const host of this.#hosts) host.close();
    this.#hosts = [];
  }
}

function startJavaScript(group: Group): Host {
  const child = fork(fileURLToPath(new URL("../cell.ts", import.meta.url)), [group], {
    serialization: "advanced",
  });
  // The code is null where a signal ended the process, as where memory ran out.
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new BenchError(`the process that measures ${group} ended with ${code ?? signal}.`);
  });
  // Of no interest between two requests.
  ended.catch(() => {});
  return hostOver(
    async (message) => {
      const answer = once(child, "message");
      child.send(message);
      const [reply] = (await Promise.race([answer, ended])) as [unknown];
      const { error } = reply as { error?: string };
      if (error !== undefined) throw new BenchError(error);
      return reply;
    },
    () => child.kill(),
  );
}
