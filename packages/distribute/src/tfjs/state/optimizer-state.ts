// What an optimizer has gathered over its steps, such as Adam's moments. It is read from the
// optimizer's fields, bit by bit, since TensorFlow.js's `setWeights` recomputes some of it with
// other roundings. Other optimizers give it by `getWeights` and take it by `setWeights`.

import { dispose, type Optimizer, Variable } from "@tensorflow/tfjs-core";
import { refuse } from "binary-crossentropy/internal";
import { describeExpected, type NamedTensor, toArray, toTensor } from "./named-arrays.js";
import type { NamedArray } from "./safetensors.js";

/** A variable of an optimizer, in a list with one for each weight of the model. */
interface OptimizerVariable {
  readonly originalName: string;
  readonly variable: Variable;
}

type Fields = { [name: string]: unknown; iterations_?: number };

/** TensorFlow.js's own optimizers, whose fields hold their state. */
const own = ["SGD", "Momentum", "Adam", "Adamax", "Adagrad", "Adadelta", "RMSProp"];

/**
 * The variables of an optimizer, and its number of steps. @throws ValueError for an optimizer that
 * cannot be saved.
 */
export async function readOptimizer(owner: string, optimizer: Optimizer): Promise<NamedArray[]> {
  const named = isOwn(optimizer) ? ownVariables(optimizer) : await givenVariables(owner, optimizer);
  return [
    { name: "iterations", shape: [1], data: Int32Array.of(optimizer.iterations) },
    ...(await Promise.all(named.map(toArray))),
  ];
}

/**
 * What {@link readOptimizer} returns for an optimizer like this one, as lines of `describeArray`:
 * its own variables, and, for each of its lists, one variable for each trained weight, or none
 * before the first step. Undefined for optimizers that are not TensorFlow.js's own.
 */
export function expectedState(
  optimizer: Optimizer,
  trained: readonly Variable[],
  found: readonly NamedArray[],
): string[] | undefined {
  if (!isOwn(optimizer)) return undefined;
  const hasList = (field: string) => found.some(({ name }) => name.startsWith(`${field}/`));
  const fields = Object.entries(optimizer).flatMap(([field, value]) => {
    if (value instanceof Variable) return [describeExpected(field, value.dtype, value.shape)];
    if (!Array.isArray(value) || !hasList(field)) return [];
    return trained.map(({ shape }, i) => describeExpected(`${field}/${i}`, "float32", shape));
  });
  return [describeExpected("iterations", "int32", [1]), ...fields];
}

/** Sets options that a callback may have changed, such as the learning rate. */
export function writeOptions(
  optimizer: Optimizer,
  options: Readonly<Record<string, unknown>>,
): void {
  const fields = optimizer as unknown as Fields & { setLearningRate?(rate: number): void };
  for (const [name, value] of Object.entries(options)) {
    if (
      typeof value !== "number" ||
      typeof fields[name] !== "number" ||
      Object.is(fields[name], value)
    )
      continue;
    if (name === "learningRate" && fields.setLearningRate) fields.setLearningRate(value);
    else fields[name] = value;
  }
}

/** Puts what {@link readOptimizer} returned into an optimizer of the same class. */
export async function writeOptimizer(
  optimizer: Optimizer,
  [iterations, ...arrays]: readonly NamedArray[],
): Promise<void> {
  const named = arrays.map((array) => ({ name: array.name, tensor: toTensor(array) }));
  if (isOwn(optimizer)) {
    writeOwn(optimizer as unknown as Fields, named);
    (optimizer as unknown as Fields).iterations_ = iterations!.data[0]!;
  } else await optimizer.setWeights(named);
  dispose(named.map(({ tensor }) => tensor));
}

function isOwn(optimizer: Optimizer): boolean {
  return own.includes(optimizer.getClassName());
}

function ownVariables(optimizer: Optimizer): NamedTensor[] {
  return Object.entries(optimizer).flatMap(([field, value]) => {
    if (value instanceof Variable) return [{ name: field, tensor: value }];
    if (!Array.isArray(value)) return [];
    return (value as OptimizerVariable[]).map(({ variable }, i) => ({
      name: `${field}/${i}`,
      tensor: variable,
    }));
  });
}

async function givenVariables(owner: string, optimizer: Optimizer): Promise<NamedTensor[]> {
  try {
    return await optimizer.getWeights();
  } catch {
    const remedy = "Give it getWeights and setWeights.";
    return refuse(
      owner,
      "optimizer",
      "give its state by getWeights",
      `${optimizer.getClassName()} without it`,
      remedy,
    );
  }
}

function writeOwn(fields: Fields, named: readonly NamedTensor[]): void {
  // An optimizer has lists that the state lacks if it made more steps than the saved one.
  for (const value of Object.values(fields)) {
    if (Array.isArray(value))
      for (const { variable } of value.splice(0) as OptimizerVariable[]) variable.dispose();
  }
  for (const { name, tensor } of named) {
    const [field, index] = name.split("/") as [string, string | undefined];
    if (index === undefined) (fields[field] as Variable).assign(tensor);
    else
      (fields[field] as OptimizerVariable[])[Number(index)] = {
        originalName: name,
        variable: tensor.variable(false),
      };
  }
}
