// A module of kernels, compiled once, when it is first needed. A page under a policy without
// wasm-unsafe-eval, an engine without SIMD, or one that compiles nothing this large at once has
// none.

import { type WebAssemblyApi, webAssembly } from "./api.js";
import { type Packed, unpack } from "./unpack.js";

export interface CompiledModule {
  readonly name: "relaxed-simd" | "simd";
  readonly module: object;
  readonly api: WebAssemblyApi;
  readonly isShared: boolean;
}

const compiled = new Map<Packed, Map<string, CompiledModule | null>>();

/**
 * @param packed The module, taken apart.
 * @param relaxed Whether relaxed SIMD may be used, where the engine has it.
 * @param isShared Whether it is for a memory that threads share.
 */
export function compileModule(
  packed: Packed,
  relaxed: boolean,
  isShared: boolean,
): CompiledModule | null {
  const variants = compiled.get(packed) ?? new Map<string, CompiledModule | null>();
  compiled.set(packed, variants);
  const key = `${relaxed}${isShared}`;
  let result = variants.get(key);
  if (result === undefined) {
    result = tryToCompile(packed, relaxed, isShared);
    variants.set(key, result);
  }
  return result;
}

/** A function of one fused multiply-add, in a module that engines without it refuse. */
const relaxedModule = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13],
  ...[1, 1, 123, 32, 0, 32, 0, 32, 0, 0xfd, 0x85, 2, 11],
];

function tryToCompile(packed: Packed, relaxed: boolean, isShared: boolean): CompiledModule | null {
  const api = webAssembly();
  if (!api) return null;
  try {
    const isFused = relaxed && api.validate(Uint8Array.from(relaxedModule));
    const bytes = unpack(packed, isFused, isShared);
    if (!api.validate(bytes)) return null;
    const name = isFused ? "relaxed-simd" : "simd";
    return { name, module: new api.Module(bytes), api, isShared };
  } catch {
    return null;
  }
}
