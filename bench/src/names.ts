// The names that results are looked up by.

export const packageName = "binary-crossentropy";
export const handWrittenName = "hand-written loop";
