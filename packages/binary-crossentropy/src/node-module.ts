// Modules of Node's own, asked for by name and not imported: a browser, or a bundler for one, has
// none of them.

type GetModule = (name: string) => unknown;

/** A module of Node's own; undefined elsewhere. */
export function nodeModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: GetModule } };
  return process?.getBuiltinModule?.(`node:${name}`) as Module | undefined;
}
