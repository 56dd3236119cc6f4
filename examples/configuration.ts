// Saves losses and metrics as JSON in Keras's form, and builds them again.
//
// Run it: npx tsx examples/configuration.ts

import { BinaryCrossentropy, losses, metrics } from "binary-crossentropy";

const loss = new BinaryCrossentropy({ name: "bce", fromLogits: true, labelSmoothing: 0.1 });
const metric = new metrics.BinaryAccuracy({ name: "strict", threshold: 0.7 });
const json = JSON.stringify({ loss, metric });

const saved = JSON.parse(json);
console.log(JSON.stringify(saved.loss.config));
console.log(JSON.stringify(saved.metric.config));

const again = losses.deserialize(saved.loss) as BinaryCrossentropy;
const metricAgain = metrics.BinaryAccuracy.fromConfig(saved.metric.config);
console.log(`the same loss: ${again([1, 0], [0.5, -1]) === loss([1, 0], [0.5, -1])}`);
console.log(`the same JSON: ${JSON.stringify({ loss: again, metric: metricAgain }) === json}`);

// What Keras 3 and tf.keras 2 wrote is read, and so are the names of Keras.
const ofKeras = { class_name: "BinaryCrossentropy", config: { from_logits: true, axis: -1 } };
console.log(`of Keras: ${losses.get(ofKeras).name}`);
console.log(`by its name: ${losses.get("bce") === losses.binaryCrossentropy}`);

// Prints:
//   {"name":"bce","reduction":"auto","from_logits":true,"label_smoothing":0.1,"axis":-1}
//   {"name":"strict","threshold":0.7}
//   the same loss: true
//   the same JSON: true
//   of Keras: binary_crossentropy
//   by its name: true
