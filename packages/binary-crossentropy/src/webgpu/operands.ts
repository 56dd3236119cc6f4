// The arguments of a call that are buffers: read, checked, and turned into ranges that a shader can
// bind. A buffer has no type and no shape: what it does not say is float32, of the call's shape.

import { refuse, show } from "../errors.js";
import { readKeys } from "../options/read-keys.js";
import { isReadable } from "../tensor/intrinsics.js";
import { itemsOf } from "../tensor/lists.js";
import { deepest } from "../tensor/read-nested.js";
import { type GpuBuffer, usages } from "./gpu.js";

/** A part of a buffer. */
export interface GpuRange {
  readonly buffer: GpuBuffer;
  /** Where it begins, in bytes: a multiple of 4, or for bytes any number. Default 0. */
  readonly offset?: number | undefined;
  /** Its length in bytes. Default: up to the end of the buffer. */
  readonly size?: number | undefined;
  /**
   * What its items are: numbers of 32 bits, or bytes, four in each word. Default `"float32"`. Of a
   * mask every item counts that is not 0, so that it may be integers of 32 bits too.
   */
  readonly type?: "float32" | "uint8" | undefined;
  /** Its shape, where it is not that of the call. */
  readonly shape?: readonly number[] | undefined;
}

/** A `GPUBuffer`, or a part of one. */
export type GpuOperand = GpuBuffer | GpuRange;

export interface Operand {
  readonly argument: string;
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly size: number;
  readonly type: "float32" | "uint8";
  readonly shape: readonly number[] | undefined;
}

/** All that a call reads and writes. */
export interface Operands {
  readonly yTrue: Operand | number;
  readonly yPred: Operand;
  readonly sampleWeight: Operand | number | undefined;
  readonly mask: Operand | undefined;
  readonly grad: Operand | undefined;
  readonly hessian: Operand | undefined;
  readonly losses: Operand | undefined;
  readonly value: Operand | undefined;
}

const rangeKeys = ["buffer", "offset", "size", "type", "shape"] as const;
type RangeKey = (typeof rangeKeys)[number];

/**
 * @param mayBeBytes Whether `type: "uint8"` is known there.
 * @throws ValueError for what is no buffer that shaders can use, or no part of one.
 */
export function readOperand(
  owner: string,
  argument: string,
  given: unknown,
  mayBeBytes: boolean,
): Operand {
  const range: ReadonlyMap<RangeKey, unknown> = isBuffer(given)
    ? new Map([["buffer", given]])
    : readRange(owner, argument, given);
  const of = (name: string) => `${argument}.${name}`;
  const buffer = range.get("buffer");
  if (!isBuffer(buffer)) refuse(owner, of("buffer"), "be a GPUBuffer", show(buffer));
  if (!(buffer.usage & usages.storage))
    refuse(owner, argument, "be a buffer with GPUBufferUsage.STORAGE", `usage ${buffer.usage}`);
  const type = range.get("type") ?? "float32";
  const types = mayBeBytes ? ["float32", "uint8"] : ["float32"];
  if (!types.includes(type as string))
    refuse(owner, of("type"), `be one of ${types.map(show).join(", ")}`, show(type));
  const unit = type === "uint8" ? 1 : 4;
  const offset = range.get("offset") ?? 0;
  if (!isCount(offset) || offset % unit !== 0)
    refuse(owner, of("offset"), `be a multiple of ${unit}, in bytes`, show(offset));
  const size = range.get("size") ?? Math.max(buffer.size - offset, 0);
  if (!isCount(size)) refuse(owner, of("size"), "be a number of bytes", show(size));
  if (offset + size > buffer.size)
    refuse(
      owner,
      argument,
      `lie within its buffer of ${buffer.size} bytes`,
      `${size} bytes at ${offset}`,
    );
  const shape = range.get("shape");
  return {
    argument,
    buffer,
    offset,
    size,
    type: type as Operand["type"],
    shape: shape === undefined ? undefined : readShape(owner, of("shape"), shape),
  };
}

function readRange(owner: string, argument: string, given: unknown) {
  const remedy = "Pass a GPUBuffer or { buffer, offset, size }.";
  if (given === undefined || given === null)
    refuse(owner, argument, "be a GPUBuffer", show(given), remedy);
  return readKeys(owner, argument, given, rangeKeys, remedy);
}

/** By what it can do: each platform has its own class, and some have several. */
export function isBuffer(value: unknown): value is GpuBuffer {
  if (!isReadable(value)) return false;
  const { mapAsync, size, usage } = value as Partial<GpuBuffer>;
  return typeof mapAsync === "function" && typeof size === "number" && typeof usage === "number";
}

/** Whether it is a whole number from 0 on. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

/** @throws ValueError for what is no list of lengths. */
export function readShape(owner: string, argument: string, value: unknown): number[] {
  const lengths = itemsOf(value, deepest);
  if (!lengths?.every(isCount)) refuse(owner, argument, "be an array of lengths", show(value));
  return lengths as number[];
}

/** Bytes of so many items. */
export function bytesOf({ type }: Pick<Operand, "type">, items: number): number {
  return type === "uint8" ? items : 4 * items;
}

/** @throws ValueError where the operand has no room for so many items. */
export function checkRoom(owner: string, operand: Operand, items: number, what: string): void {
  const bytes = bytesOf(operand, items);
  if (operand.size < bytes)
    refuse(
      owner,
      operand.argument,
      `hold at least ${bytes} bytes, ${what}`,
      `${operand.size} bytes`,
    );
}

/** What a shader binds: a range whose beginning is aligned, and where in it the items begin. */
export interface Bound {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly size: number;
  /** In items. */
  readonly at: number;
}

interface BindingLimits {
  readonly minStorageBufferOffsetAlignment: number;
  readonly maxStorageBufferBindingSize: number;
}

/** @throws ValueError where the range is longer than the device binds. */
export function bind(owner: string, operand: Operand, items: number, limits: BindingLimits): Bound {
  const { buffer, argument } = operand;
  const alignment = Math.max(limits.minStorageBufferOffsetAlignment, 4);
  const offset = Math.floor(operand.offset / alignment) * alignment;
  const before = operand.offset - offset;
  const end = before + bytesOf(operand, Math.max(items, 1));
  // Whole words are bound; a buffer whose last word is not whole cannot be.
  const size = Math.ceil(end / 4) * 4;
  if (size > limits.maxStorageBufferBindingSize)
    refuse(
      owner,
      argument,
      `be at most ${limits.maxStorageBufferBindingSize} bytes, which the device binds`,
      `${size} bytes`,
      "Request a device with a larger maxStorageBufferBindingSize, or pass parts of it.",
    );
  if (offset + size > buffer.size)
    refuse(
      owner,
      argument,
      "lie in a buffer of whole words of 4 bytes, with one at least",
      `${buffer.size} bytes`,
    );
  return { buffer, offset, size, at: before / bytesOf(operand, 1) };
}
