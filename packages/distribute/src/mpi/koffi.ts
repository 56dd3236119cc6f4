// The part of koffi that is used. koffi calls C functions, and need not be installed, so it is
// described here.

import { ValueError } from "binary-crossentropy/internal";
export type NativeFunction = (...args: readonly unknown[]) => number;

export interface NativeLibrary {
  /** The address of a symbol; throws where the library has none of that name. */
  symbol(name: string): bigint;
  func(name: string, result: string, args: readonly string[]): NativeFunction;
}

export interface Koffi {
  load(path: string | null, options: { readonly global: boolean }): NativeLibrary;
}

/** @throws ValueError where it is not installed. */
export async function importKoffi(owner: string): Promise<Koffi> {
  // Bundlers must not resolve it: only this strategy needs it.
  const name = "koffi";
  try {
    const { default: koffi } = (await import(
      /* @vite-ignore */ /* webpackIgnore: true */ name
    )) as { default: Koffi };
    return koffi;
  } catch (error) {
    const reason =
      (error as { code?: string }).code === "ERR_MODULE_NOT_FOUND"
        ? "none"
        : (error as Error).message;
    throw new ValueError(
      `${owner}: the package koffi, which calls MPI, must be installed, got ${reason}. Run \`npm install koffi\`.`,
    );
  }
}
