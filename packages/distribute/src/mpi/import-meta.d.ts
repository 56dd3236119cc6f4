// The one thing of `import.meta` that is used here; the package is compiled without the types of
// any platform.

interface ImportMeta {
  url: string;
}
