// Something found in a file, with the number of the file.

/** Something of a source; sources are numbered over all processes. */
export type Sourced<T> = T & { readonly source: number };
