// The gradients of a convolution, each as a convolution, for the backend "wasm". It has a fast
// kernel for the convolution itself, but none for the gradient with respect to the filter, and only
// plain loops for the gradient with respect to the input.
//
// With respect to the filter: dw[k, c, d] = Σ x[n, o·s + k − pad, c] dy[n, o, d] over n and o.
// Samples take the place of channels, dy that of the filter, and the stride s becomes the distance
// between its taps.
//
// With respect to the input: dx[i, c] = Σ dy[n, o, d] w[k, c, d] over o·s + k = i + pad. With i +
// pad = q·s + r only the taps k = m·s + r meet phase r, each with dy[q − m]: s·s convolutions with
// a part of the taps, whose results interleave.

import * as tf from "@tensorflow/tfjs";

type ConvInfo = tf.backend_util.Conv2DInfo;

export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, inChannels, outChannels } =
    info;
  const samplesLast = x.transpose<tf.Tensor4D>([3, 1, 2, 0]);
  const asFilter = dy.transpose<tf.Tensor4D>([1, 2, 0, 3]);
  const pad = explicit([padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right]);
  const gradient = tf.conv2d(samplesLast, asFilter, 1, pad, "NHWC", [strideHeight, strideWidth]);
  // If the stride does not divide the padded size, there are taps beyond the filter's too.
  return cut(gradient, [0, 0], [inChannels, filterHeight, filterWidth, outChannels]).transpose([
    1, 2, 0, 3,
  ]);
}

export function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { padInfo, strideHeight, strideWidth, inHeight, inWidth, inChannels, batchSize } = info;
  const rows = phasesAlong(strideHeight, padInfo.top, info.filterHeight, inHeight, info.outHeight);
  const columns = phasesAlong(strideWidth, padInfo.left, info.filterWidth, inWidth, info.outWidth);
  const phases = tf.conv2d(
    dy,
    phaseFilter(filter, rows, columns),
    1,
    explicit(rows.pad, columns.pad),
  );
  return cut(
    interleave(phases, strideHeight, strideWidth),
    [rows.start, columns.start],
    [batchSize, inHeight, inWidth, inChannels],
  );
}

/** How the taps of one dimension are shared among its phases. */
interface Phases {
  readonly stride: number;
  /** Of each phase. */
  readonly taps: number;
  /** Zeros before the filter's own taps. */
  readonly before: number;
  /** Of dy. */
  readonly pad: readonly [number, number];
  /** Where dx starts among what comes out. */
  readonly start: number;
}

function phasesAlong(
  stride: number,
  pad: number,
  size: number,
  inSize: number,
  outSize: number,
): Phases {
  // Zeros before the filter can put dx at the start, so that nothing is to be cut off, if they cost
  // no more taps.
  const aligning = (stride - (pad % stride)) % stride;
  const before = Math.ceil((size + aligning) / stride) === Math.ceil(size / stride) ? aligning : 0;
  const taps = Math.ceil((size + before) / stride);
  const shift = Math.floor((pad + before) / stride);
  const start = pad + before - shift * stride;
  const count = Math.ceil((inSize + start) / stride);
  const padding = [Math.max(0, taps - 1 - shift), Math.max(0, count - outSize + shift)] as const;
  return { stride, taps, before, pad: padding, start };
}

/**
 * [taps, taps, outChannels, s · s · inChannels]: the taps of each phase, turned round. In plain
 * loops, since it is small.
 */
function phaseFilter(filter: tf.Tensor4D, rows: Phases, columns: Phases): tf.Tensor4D {
  const [height, width, inChannels, outChannels] = filter.shape;
  const shape: tf.Tensor4D["shape"] = [
    rows.taps,
    columns.taps,
    outChannels,
    rows.stride * columns.stride * inChannels,
  ];
  const [from, to] = [filter.dataSync(), new Float32Array(tf.util.sizeFromShape(shape))];
  for (let k = 0, at = 0; k < height; k++)
    for (let l = 0; l < width; l++) {
      const tap = tapOf(rows, k) * columns.taps + tapOf(columns, l);
      const phase = phaseOf(rows, k) * columns.stride + phaseOf(columns, l);
      for (let c = 0; c < inChannels; c++)
        for (let d = 0; d < outChannels; d++, at++)
          to[(tap * outChannels + d) * shape[3] + phase * inChannels + c] = from[at]!;
    }
  return tf.tensor4d(to, shape);
}

function tapOf({ taps, stride, before }: Phases, k: number): number {
  return taps - 1 - Math.floor((k + before) / stride);
}

function phaseOf({ stride, before }: Phases, k: number): number {
  return (k + before) % stride;
}

/** As `tf.depthToSpace`, which takes a hundred times as long on "wasm". */
function interleave(phases: tf.Tensor4D, s: number, t: number): tf.Tensor4D {
  if (s * t === 1) return phases;
  const [count, rows, columns, channels] = phases.shape;
  return phases
    .reshape([count, rows, columns, s, t, channels / (s * t)])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([count, rows * s, columns * t, channels / (s * t)]);
}

function cut(
  images: tf.Tensor4D,
  [row, column]: readonly [number, number],
  shape: tf.Tensor4D["shape"],
): tf.Tensor4D {
  return tf.util.arraysEqual(images.shape, shape)
    ? images
    : images.slice([0, row, column, 0], shape);
}

function explicit(
  rows: readonly [number, number],
  columns: readonly [number, number],
): tf.backend_util.ExplicitPadding {
  return [[0, 0], [...rows], [...columns], [0, 0]];
}
