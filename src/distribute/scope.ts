// Which strategy is in force, here and in whatever a scope's function awaits. Node follows it through `await` with its
// AsyncLocalStorage; elsewhere a scope lasts until what its function returned has settled.

import { nodeModule } from "../node-module.js";
import { setReplicaContext } from "../replica-context.js";

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

/** Runs the function with the strategy in force, and gives what it gives. */
export function runInScope<T>(strategy: Replicas, isBuiltInLoop: boolean, fn: () => T): T {
  if (storage === undefined) {
    storage = createStorage();
    setReplicaContext(currentScope);
  }
  return storage.run({ strategy, numReplicasInSync: strategy.numReplicasInSync, isBuiltInLoop }, fn);
}

function createStorage(): Storage {
  const hooks = nodeModule<{ readonly AsyncLocalStorage: new () => Storage }>("async_hooks");
  return hooks ? new hooks.AsyncLocalStorage() : new SettlingStorage();
}

/** Where nothing follows a promise: a scope ends once its promise has settled. */
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
