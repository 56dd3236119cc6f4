// Built-in modules of Node, asked for by name instead of imported: browsers, and bundlers for them,
// have none.

type GetModule = (name: string) => unknown;

/** A built-in module of Node; undefined elsewhere. */
export function nodeModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: GetModule } };
  return process?.getBuiltinModule?.(`node:${name}`) as Module | undefined;
}
