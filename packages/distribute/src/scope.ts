// Which strategy is in force: inside a scope's function, and in everything that it awaits. Node
// follows the scope through `await` with its AsyncLocalStorage. Elsewhere a scope lasts until the
// promise that its function returned has settled.

import { nodeModule, refuse, setReplicaContext } from "binary-crossentropy/internal";

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
 * Runs the function with the strategy in force, and returns what the function returns.
 *
 * @throws ValueError inside the scope of another strategy.
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
 * The rule of tf.distribute: strategies do not nest, since a value computed under one strategy
 * would be summed over the replicas of another.
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
 * A scope for platforms that cannot follow a promise: it ends once its own promise has settled. If
 * the scopes of two strategies are open at the same time, one not inside the other, they cannot be
 * told from nested ones.
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
