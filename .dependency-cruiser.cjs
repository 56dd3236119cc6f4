// Which folders may import which: edges → index → loss → sweep → task → options, shapes, semantics,
// kernels → tensors → errors, types.
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-runtime-dependency",
      severity: "error",
      from: { path: "^src/(?!tfjs/|distribute/tfjs/)" },
      to: { pathNot: "^src" },
    },
    {
      name: "one-peer",
      severity: "error",
      from: { path: "^src/(distribute/)?tfjs" },
      to: { pathNot: "^(src|node_modules/@tensorflow/tfjs-core)/" },
    },
    {
      name: "semantics-know-only-types",
      severity: "error",
      from: { path: "^src/semantics" },
      to: { pathNot: "^src/(semantics/|errors|types)" },
    },
    {
      name: "shapes-know-only-errors-and-types",
      severity: "error",
      from: { path: "^src/shape" },
      to: { pathNot: "^src/(shape/|errors|types)" },
    },
    {
      name: "tensors-know-only-shapes",
      severity: "error",
      from: { path: "^src/tensor" },
      to: { pathNot: "^src/(tensor/|shape/|errors|types)" },
    },
    {
      name: "kernels-know-only-semantics",
      severity: "error",
      from: { path: "^src/kernels" },
      to: { pathNot: "^src/(kernels/|semantics/|tensor/|ambient|options/read-keys|errors|types)" },
    },
    {
      name: "one-file-knows-the-kernels",
      severity: "error",
      from: { path: "^src/(?!kernels/)" },
      to: {
        path: "^src/kernels/(?!choose-kernel|kernel\\.ts|kernel-memory|array-memory|machines|shared-machine)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "errors-and-types-know-nothing",
      severity: "error",
      from: { path: "^src/(errors|types)" },
      to: { path: "^src" },
    },
    {
      name: "options-know-no-loss",
      severity: "error",
      from: { path: "^src/options" },
      to: { path: "^src/(task/|sweep/|loss/|losses|metrics|index)" },
    },
    {
      name: "tasks-know-no-sweep",
      severity: "error",
      from: { path: "^src/task" },
      to: { path: "^src/(sweep/|loss/|losses|metrics|index)" },
    },
    {
      name: "sweeps-know-no-loss",
      severity: "error",
      from: { path: "^src/sweep" },
      to: { path: "^src/(loss/|losses|metrics|index)" },
    },
    {
      name: "threads-are-an-entry-of-their-own",
      severity: "error",
      from: { path: "^src/(?!threads/)" },
      to: { path: "^src/threads" },
    },
    {
      name: "tfjs-is-an-entry-of-its-own",
      severity: "error",
      from: { path: "^src/(?!tfjs/|distribute/tfjs/)" },
      to: { path: "^src/tfjs" },
    },
    {
      name: "distribute-is-an-entry-of-its-own",
      severity: "error",
      from: { path: "^src/(?!distribute/)" },
      to: { path: "^src/distribute" },
    },
    {
      name: "one-file-says-what-losses-know-of-strategies",
      severity: "error",
      from: { path: "^src/distribute/(?!tfjs/)" },
      to: {
        path: "^src",
        pathNot:
          "^src/(distribute/|ambient|node-module|errors|types|options/read-options|tensor/|shape/)",
      },
    },
    {
      name: "mpi-is-reached-by-its-strategy-alone",
      severity: "error",
      from: { path: "^src/(?!distribute/(mpi/|index))" },
      to: { path: "^src/distribute/mpi" },
    },
    {
      name: "node-module-knows-nothing",
      severity: "error",
      from: { path: "^src/node-module" },
      to: { path: "^src" },
    },
    {
      name: "ambient-names-types-and-knows-tensors",
      severity: "error",
      from: { path: "^src/ambient" },
      to: { path: "^src", pathNot: "^src/tensor/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nothing-imports-the-index",
      severity: "error",
      from: { path: "^src" },
      to: { path: "^src/index" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import"],
    },
  },
};
