// The strategy that a call belongs to.

import { currentScope, runInScope } from "./scope.js";
import { Strategy } from "./strategy.js";

const defaultStrategy = new Strategy();

/** The strategy in whose scope this is called. Outside of any scope, a strategy of one replica. */
export function getStrategy(): Strategy {
  return (currentScope()?.strategy as Strategy | undefined) ?? defaultStrategy;
}

/** Whether this is called inside a scope, as `tf.distribute.has_strategy`. */
export function hasStrategy(): boolean {
  return currentScope() !== undefined;
}

/**
 * Runs a training loop of this package: it may use the reductions that divide by a batch, since it
 * scales the losses by the global batch size itself.
 */
export function runBuiltInLoop<T>(strategy: Strategy, fn: () => T): T {
  return runInScope("Strategy.run", strategy, true, fn);
}
