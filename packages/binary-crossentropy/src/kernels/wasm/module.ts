// The module of the kernels, compiled once, when it is first needed. A page under a policy without
// wasm-unsafe-eval, an engine without SIMD, or one that compiles nothing this large at once has
// none.

import { type WebAssemblyApi, webAssembly } from "./api.js";
import { binary, codeAt, memoryFlagsAt, spareLocals } from "./binary.js";

export interface CompiledModule {
  readonly name: "relaxed-simd" | "simd";
  readonly module: object;
  readonly api: WebAssemblyApi;
}

const compiled = new Map<string, CompiledModule | null>();

/**
 * @param relaxed Whether relaxed SIMD may be used, where the engine has it.
 * @param isShared Whether it is for a memory that threads share.
 */
export function compileModule(relaxed: boolean, isShared: boolean): CompiledModule | null {
  const key = `${relaxed}${isShared}`;
  let result = compiled.get(key);
  if (result === undefined) {
    result = tryToCompile(relaxed, isShared);
    compiled.set(key, result);
  }
  return result;
}

function tryToCompile(relaxed: boolean, isShared: boolean): CompiledModule | null {
  const api = webAssembly();
  if (!api) return null;
  const fused = fromText(binary);
  if (isShared) fused[memoryFlagsAt]! |= 2;
  try {
    if (relaxed && api.validate(fused))
      return { name: "relaxed-simd", module: new api.Module(fused), api };
    const plain = withoutFused(fused);
    return api.validate(plain) ? { name: "simd", module: new api.Module(plain), api } : null;
  } catch {
    return null;
  }
}

/**
 * Characters from "#" on are bytes from −16 on; after " " they are bytes from 75 on, after "!" from
 * 166 on; "~" is "\\".
 */
function fromText(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const group = Math.max(0, 34 - text.charCodeAt(i));
    const code = text.charCodeAt(group > 0 ? ++i : i);
    const base = [-16, 166, 75][group]!;
    bytes.push(base + (code === 126 ? 92 : code) - 35);
  }
  return Uint8Array.from(bytes);
}

/**
 * The module with a multiplication and an addition for each fused one, which takes the two locals
 * to spare.
 */
function withoutFused(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = codeAt + 4;
  const result = Array.from(bytes.subarray(0, at));
  const setSize = (start: number) => {
    const size = result.length - start - 3;
    result[start] = (size & 127) | 128;
    result[start + 1] = ((size >> 7) & 127) | 128;
    result[start + 2] = size >> 14;
  };
  for (const local of spareLocals) {
    const [c, product] = [local, local + 1].map((index) => [(index & 127) | 128, index >> 7]);
    const start = result.length;
    const end =
      at + 3 + ((bytes[at]! & 127) | ((bytes[at + 1]! & 127) << 7) | (bytes[at + 2]! << 14));
    while (at < end) {
      const operation = bytes[at + 1]! - 0x85;
      if (bytes[at] === 0xfd && operation >= 0 && operation < 4 && bytes[at + 2] === 2) {
        // In both types subtraction and multiplication follow upon addition.
        const add = operation < 2 ? 0xe4 : 0xf0;
        result.push(0x21, ...c!, 0xfd, add + 2, 1);
        if (operation % 2 === 0) result.push(0x20, ...c!, 0xfd, add, 1);
        else result.push(0x21, ...product!, 0x20, ...c!, 0x20, ...product!, 0xfd, add + 1, 1);
        at += 3;
      } else result.push(bytes[at++]!);
    }
    setSize(start);
  }
  setSize(codeAt);
  return Uint8Array.from([...result, ...bytes.subarray(at)]);
}
