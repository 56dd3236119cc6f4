// The bytes that mean something in a table of text.

export const [lineFeed, carriageReturn, quote] = [10, 13, 34];

const [comma, semicolon, tab, bar] = [44, 59, 9, 124];

/** Whether a value begins after this byte, so that a quote there opens it. */
export function isBeforeValue(byte: number): boolean {
  return (
    byte === comma ||
    byte === lineFeed ||
    byte === carriageReturn ||
    byte === tab ||
    byte === semicolon ||
    byte === bar
  );
}
