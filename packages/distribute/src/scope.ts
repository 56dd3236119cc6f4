// Which strategy is in force, here and in whatever a scope's function awaits. Node follows it
// through `await` with its AsyncLocalStorage; elsewhere a scope lasts until what its function
// returned has settled.

import { setReplicaContext } from "../ambient.js";
import { refuse } from "../errors.js";
import { nodeModule } from "../node-module.js";

/** What a scope needs of its strategy. */
interface Replicas {
  readonly numReplicasInSync: number;
}

export interface Scope {
  readonly strategy: Replicas;
  readonly numReplicasInSync: number;
  readonly isBuiltInLoop: boolean;
}

interface Storage {
  getStore(): Scope | undefined;
  run<T>(scope: Scope, fn: () => T): T;
}

let storage: Storage | undefined;

/** The scope in force, if there is one. */
export function currentScope(): Scope | undefined {
  return storage?.getStore();
}

/**
 * Runs the function with the strategy in force, and gives what it gives.
 *
 * @throws ValueError in the scope of another strategy.
 */
export function runInScope<T>(
  owner: string,
  strategy: Replicas,
  isBuiltInLoop: boolean,
  fn: () => T,
): T {
  refuseOther(owner, strategy);
  if (storage === undefined) {
    storage = createStorage();
    setReplicaContext(currentScope);
  }
  return storage.run(
    { strategy, numReplicasInSync: strategy.numReplicasInSync, isBuiltInLoop },
    fn,
  );
}

/**
 * The rule of tf.distribute: what is computed under one strategy would be summed over the replicas
 * of another.
 *
 * @throws ValueError where another strategy than this one is in force.
 */
export function refuseOther(owner: string, strategy: Replicas): void {
  const scope = currentScope();
  if (scope === undefined || scope.strategy === strategy) return;
  const inForce = `one of ${countOf(scope.strategy)}`;
  const received = `another, of ${countOf(strategy)}`;
  refuse(
    owner,
    "the strategy",
    `be the one in whose scope this is, ${inForce}`,
    received,
    "Leave that scope first: strategies do not nest.",
  );
}

function countOf({ numReplicasInSync }: Replicas): string {
  return `${numReplicasInSync} replica${numReplicasInSync === 1 ? "" : "s"}`;
}

function createStorage(): Storage {
  const hooks = nodeModule<{ readonly AsyncLocalStorage: new () => Storage }>("async_hooks");
  return hooks ? new hooks.AsyncLocalStorage() : new SettlingStorage();
}

/**
 * Where nothing follows a promise: a scope ends once its promise has settled. Scopes of two
 * strategies that are open at the same time, one not within the other, cannot be told from nested
 * ones there.
 */
export class SettlingStorage implements Storage {
  readonly #scopes: Scope[] = [];

  getStore(): Scope | undefined {
    return this.#scopes.at(-1);
  }

  run<T>(scope: Scope, fn: () => T): T {
    this.#scopes.push(scope);
    const end = () => {
      this.#scopes.splice(this.#scopes.lastIndexOf(scope), 1);
    };
    let isPending = false;
    try {
      const result = fn();
      if (result instanceof Promise) {
        isPending = true;
        result.then(end, end);
      }
      return result;
    } finally {
      if (!isPending) end();
    }
  }
}
