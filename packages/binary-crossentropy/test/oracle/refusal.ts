// What the contract refuses, and what it leaves open.

/** The call is to be refused, with an error of this kind about one of these arguments. */
export class Refusal extends Error {
  constructor(
    readonly kind: "ValueError" | "ShapeError",
    readonly argument: string,
    /** What the message has to say beside the argument's name. */
    readonly says = "",
  ) {
    super(`${kind} about ${argument}`);
  }
}

/** The contract does not say what the call gives. */
export class Undecided extends Error {}
