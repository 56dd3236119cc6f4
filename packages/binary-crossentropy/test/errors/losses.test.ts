// Wrong identifiers and hostile configurations: whole messages.

import { anything, failure } from "@binary-crossentropy/test/failure";
import { BinaryCrossentropy, losses } from "binary-crossentropy";
import { describe, expect, test } from "vitest";

describe("losses", () => {
  const known =
    '"binary_crossentropy", "bce", "BCE", "binaryCrossentropy", "binary_focal_crossentropy", ' +
    '"binaryFocalCrossentropy", "BinaryCrossentropy", "BinaryFocalCrossentropy"';
  const cases: [run: () => unknown, message: string][] = [
    [() => losses.get("hinge"), `losses.get: identifier must be one of ${known}, got "hinge".`],
    [
      () => losses.get("binary_crosentropy"),
      `losses.get: identifier must be one of ${known}, got "binary_crosentropy". Did you mean binary_crossentropy?`,
    ],
    [
      () => losses.get("BinaryCrossEntropy"),
      `losses.get: identifier must be one of ${known}, got "BinaryCrossEntropy". Did you mean BinaryCrossentropy?`,
    ],
    [
      () => losses.deserialize({ class_name: "Mine", config: {} } as object, { Mine: anything(5) }),
      "losses.deserialize: customLosses.Mine must be a class that extends Loss, got 5.",
    ],
    [
      () =>
        losses.deserialize({
          class_name: "BinaryCrossentropy",
          config: {},
          module: "my_package.losses",
        } as object),
      'losses.deserialize: module must be one of Keras, got "my_package.losses". Pass { BinaryCrossentropy } as customLosses for a loss of your own.',
    ],
    [
      () => losses.get(anything(undefined)),
      "losses.get: identifier must be a name, a configuration, a loss or a function, got undefined.",
    ],
    [
      () => losses.get(anything(null)),
      "losses.get: identifier must be a name, a configuration, a loss or a function, got null.",
    ],
    [
      () => losses.get({}),
      "losses.get: class_name must be one of BinaryCrossentropy, BinaryFocalCrossentropy, got undefined.",
    ],
    [
      () => losses.deserialize({ class_name: "Hinge", config: {} }),
      'losses.deserialize: class_name must be one of BinaryCrossentropy, BinaryFocalCrossentropy, got "Hinge".',
    ],
    [
      () => losses.deserialize({ class_name: "toString", config: {} }),
      'losses.deserialize: class_name must be one of BinaryCrossentropy, BinaryFocalCrossentropy, got "toString".',
    ],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy" }),
      "losses.deserialize: config must be an object, got undefined.",
    ],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy", config: null }),
      "losses.deserialize: config must be an object, got null.",
    ],
    [
      () => losses.deserialize({ class_name: "BinaryCrossentropy", config: {}, weights: 1 }),
      'losses.deserialize: the serialized loss must have no other keys than class_name, config, module, registered_name, shared_object_id, got "weights".',
    ],
    [
      () => losses.deserialize(anything(null)),
      "losses.deserialize: the serialized loss must be an object, got null.",
    ],
    [
      () => losses.serialize(anything(Math.max)),
      "losses.serialize: loss must be an instance of Loss, or binaryCrossentropy, got a function.",
    ],
  ];
  test.each(cases)("%#", (run, message) => {
    expect(failure(run)).toBe(`ValueError: ${message}`);
  });

  const keys =
    "name, reduction, from_logits, label_smoothing, axis, dialect, epsilon, dtype, pos_weight, ignore_label, fn";
  const hostile: [json: string, message: string][] = [
    [
      '{"fromLogits": true}',
      `config must have no other keys than ${keys}, got "fromLogits". Did you mean from_logits?`,
    ],
    [
      '{"__proto__": {"from_logits": true}}',
      `config must have no other keys than ${keys}, got "__proto__".`,
    ],
    ['{"constructor": 1}', `config must have no other keys than ${keys}, got "constructor".`],
    ['{"from_logits": "true"}', 'from_logits must be true or false, got "true".'],
    ['{"label_smoothing": 1e999}', "label_smoothing must be in [0, 1], got Infinity."],
    ['{"label_smoothing": null}', "label_smoothing must be a number, got null."],
    ['{"axis": 1e300}', "axis must be an integer, an array of integers, or null, got 1e+300."],
    ['{"axis": [[[[[]]]]]}', "axis must be an integer, an array of integers, or null, got [[…]]."],
    ['{"ignore_label": "nan"}', 'ignore_label must be a number, got "nan".'],
    [
      '{"pos_weight": {"length": 4294967295}}',
      "pos_weight must be a number in [0, 3.4e38], or a flat array of them, one per label, got an object with the keys [length].",
    ],
    ["[]", "config must be an object, got []."],
    ["null", "config must be an object, got null."],
    ["3", "config must be an object, got 3."],
  ];
  test.each(hostile)("fromConfig(%s)", (json, message) => {
    expect(failure(() => BinaryCrossentropy.fromConfig(JSON.parse(json)))).toBe(
      `ValueError: BinaryCrossentropy.fromConfig: ${message}`,
    );
    expect(({} as { from_logits?: boolean }).from_logits).toBeUndefined();
  });
});
