// The module of the kernels, compiled once, when it is first needed. A page under a policy without wasm-unsafe-eval, an
// engine without SIMD, or one that compiles nothing this large at once has none.

import { type WebAssemblyApi, webAssembly } from "./api.js";
import { plainEdits, relaxedBinary } from "./binary.js";

export interface CompiledModule {
  readonly name: "relaxed-simd" | "simd";
  readonly module: object;
  readonly api: WebAssemblyApi;
}

const compiled = new Map<boolean, CompiledModule | null>();

/** @param relaxed Whether relaxed SIMD may be used, where the engine has it. */
export function compileModule(relaxed = true): CompiledModule | null {
  let result = compiled.get(relaxed);
  if (result === undefined) {
    result = tryToCompile(relaxed);
    compiled.set(relaxed, result);
  }
  return result;
}

function tryToCompile(relaxed: boolean): CompiledModule | null {
  const api = webAssembly();
  if (!api) return null;
  const bytes = fromText(relaxedBinary);
  try {
    if (relaxed && api.validate(bytes)) return { name: "relaxed-simd", module: new api.Module(bytes), api };
    const plain = edited(bytes, fromText(plainEdits));
    return api.validate(plain) ? { name: "simd", module: new api.Module(plain), api } : null;
  } catch {
    return null;
  }
}

/** Characters from "#" on are bytes from 0 on; after " " they are bytes from 91 on, after "!" from 182 on; "~" is "\\". */
function fromText(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const group = Math.max(0, 34 - text.charCodeAt(i));
    const code = text.charCodeAt(group > 0 ? ++i : i);
    const base = group === 0 ? 0 : group === 2 ? 91 : 182;
    bytes.push(base + (code === 126 ? 92 : code) - 35);
  }
  return Uint8Array.from(bytes);
}

/** Applies edits: a gap as LEB128, the number of bytes that go, the number that come, and those. */
function edited(bytes: Uint8Array, edits: Uint8Array): Uint8Array<ArrayBuffer> {
  const result: number[] = [];
  let from = 0;
  for (let at = 0; at < edits.length; ) {
    let gap = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = edits[at++]!;
      gap |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    for (const end = from + gap; from < end; from++) result.push(bytes[from]!);
    from += edits[at++]!;
    for (let count = edits[at++]!; count > 0; count--) result.push(edits[at++]!);
  }
  while (from < bytes.length) result.push(bytes[from++]!);
  return Uint8Array.from(result);
}
