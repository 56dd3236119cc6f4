// Ports the loss, the weights and the metrics of a Keras model, line by line. The Python is in the
// comments; the numbers are Keras's.
//
// Run it: npx tsx examples/port-from-keras.ts

import { BinaryCrossentropy, losses, metrics, sampleWeightFor } from "binary-crossentropy";

// y_true = [[0.], [1.], [1.], [0.]]
// logits = model(x)
const yTrue = [[0], [1], [1], [0]];
const logits = [[-1.2], [0.3], [2.5], [-0.4]];

// loss = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)
const loss = new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 });
// loss(y_true, logits)
print("loss", loss(yTrue, logits));
// loss(y_true, logits, sample_weight=[1, 2, 1, 0.5])
print("with sample weights", loss(yTrue, logits, [1, 2, 1, 0.5]));

// model.fit(x, y_true, class_weight={0: 1, 1: 5})
print("with class weights", loss(yTrue, logits, sampleWeightFor(yTrue, { 0: 1, 1: 5 })));

// metrics=["accuracy"]: Keras compares with 0.5, which suits probabilities. These are logits.
const accuracy = new metrics.BinaryAccuracy({ fromLogits: true });
print("accuracy", accuracy(yTrue, logits));

// metrics=[keras.metrics.BinaryCrossentropy(from_logits=True)]
const metric = new metrics.BinaryCrossentropy({ fromLogits: true });
metric.updateState(yTrue.slice(0, 3), logits.slice(0, 3));
metric.updateState(yTrue.slice(3), logits.slice(3)); // a short last batch counts for what it is
print("metric over two batches", metric.result());

// json.dumps(keras.losses.serialize(loss))
const saved = `{"module": "keras.losses", "class_name": "BinaryCrossentropy", "config":
  {"name": "binary_crossentropy", "reduction": "sum_over_batch_size",
   "from_logits": true, "label_smoothing": 0.1, "axis": -1}, "registered_name": null}`;
print("the loss from JSON", losses.deserialize(JSON.parse(saved))(yTrue, logits) as number);

// Frameworks disagree about probabilities of exactly 0 and 1. Choose whose number you want; the
// default is that of TensorFlow 2. A single number needs `axis: null`.
for (const dialect of ["keras2", "keras3", "torch", "exact"] as const)
  print(`p = 1 for label 0, ${dialect}`, new BinaryCrossentropy({ dialect, axis: null })(0, 1));

function print(name: string, value: number): void {
  console.log(`${name.padEnd(26)}  ${value.toFixed(6)}`);
}

// Prints:
//   loss                        0.407386
//   with sample weights         0.483098
//   with class weights          1.180631
//   accuracy                    1.000000
//   metric over two batches     0.352386
//   the loss from JSON          0.407386
//   p = 1 for label 0, keras2   15.333239
//   p = 1 for label 0, keras3   15.942385
//   p = 1 for label 0, torch    100.000000
//   p = 1 for label 0, exact    Infinity
