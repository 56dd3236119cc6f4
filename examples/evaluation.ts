// Evaluates a model batch by batch, in two processes whose states are merged. A short last batch
// counts for what it is.
//
// Run it: npx tsx examples/evaluation.ts

import { metrics } from "binary-crossentropy";

const labels = [[1], [0], [0], [1], [1], [0], [1]];
const logits = [[2.1], [-0.3], [0.4], [1.5], [-0.2], [-1.8], [0.9]];

const evaluate = (from: number, to: number) => {
  const loss = new metrics.BinaryCrossentropy({ fromLogits: true });
  const accuracy = new metrics.BinaryAccuracy({ fromLogits: true });
  for (let at = from; at < to; at += 2) {
    const batch = [labels.slice(at, Math.min(at + 2, to)), logits.slice(at, Math.min(at + 2, to))];
    // Called like a function, a metric adds a batch and returns the mean so far.
    const running = [loss(batch[0]!, batch[1]!), accuracy(batch[0]!, batch[1]!)];
    console.log(`rows ${at}…: loss ${running[0]!.toFixed(4)}, accuracy ${running[1]!.toFixed(4)}`);
  }
  return { loss, accuracy };
};
const [here, elsewhere] = [evaluate(0, 4), evaluate(4, 7)];

// States travel as JSON.
here.loss.merge(JSON.parse(JSON.stringify(elsewhere.loss.state())));
here.accuracy.merge(JSON.parse(JSON.stringify(elsewhere.accuracy.state())));
console.log(`all rows: loss ${here.loss.result().toFixed(4)}`);
console.log(`all rows: accuracy ${here.accuracy.result().toFixed(4)}`);

// Prints:
//   rows 0…: loss 0.3349, accuracy 1.0000
//   rows 2…: loss 0.4461, accuracy 0.7500
//   rows 4…: loss 0.4756, accuracy 0.5000
//   rows 6…: loss 0.4308, accuracy 0.6667
//   all rows: loss 0.4395
//   all rows: accuracy 0.7143
