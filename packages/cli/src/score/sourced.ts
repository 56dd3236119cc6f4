// What is found in files, with the number of its file.

/** Something of a source; sources are numbered over all processes. */
export type Sourced<T> = T & { readonly source: number };
