// The part of the WebAssembly API that is used here, by its structure: the types of the platform
// are those of whoever compiles, and some have none of it.

export interface WebAssemblyMemory {
  readonly buffer: ArrayBufferLike;
}

export interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: {
    initial: number;
    maximum: number;
    shared?: boolean;
  }) => WebAssemblyMemory;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly [name: string]: unknown } };
}

/** undefined where the platform has none. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}
