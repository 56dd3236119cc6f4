/** Reads a file of test/goldens, which a page has to fetch. */
export type ReadGolden = <T>(name: string) => Promise<T>;
