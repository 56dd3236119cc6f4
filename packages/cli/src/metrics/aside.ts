// What is added up beside the kernel: odd rows, which it does not take, and what other processes
// have added up.

import { addCosts, addOddCost, type CostHistogram } from "./concentration.js";
import { addOddRow, addSums, type ExactSums, noSums } from "./exact-sums.js";
import type { OddRow } from "./odd-row.js";

/** As plain data, for another thread. */
export interface AsideParts {
  readonly sums: ReadonlyMap<number, ExactSums>;
  readonly costs: CostHistogram;
}

export class Aside {
  /** Of each group that has some. */
  #sums = new Map<number, ExactSums>();
  #costs: CostHistogram = new Map();

  addRow(group: number, row: OddRow): void {
    addOddRow(this.#of(group), row);
    addOddCost(this.#costs, row.w, row.loss);
  }

  mergeSums(group: number, sums: ExactSums): void {
    addSums(this.#of(group), sums);
  }

  mergeCosts(costs: CostHistogram): void {
    addCosts(this.#costs, costs);
  }

  #of(group: number): ExactSums {
    const sums = this.#sums.get(group) ?? noSums();
    this.#sums.set(group, sums);
    return sums;
  }

  addSumsTo(sums: ExactSums, group: number): void {
    const own = this.#sums.get(group);
    if (own !== undefined) addSums(sums, own);
  }

  addCostsTo(costs: CostHistogram): void {
    addCosts(costs, this.#costs);
  }

  /** Whether a row cost no finite number. */
  get isBeyond(): boolean {
    return [...this.#sums.values()].some(({ beyond }) => beyond !== 0);
  }

  parts(): AsideParts {
    return { sums: this.#sums, costs: this.#costs };
  }

  takeOver({ sums, costs }: AsideParts): void {
    this.#sums = new Map(sums);
    this.#costs = new Map(costs);
  }
}
