// What each backend's numbers are exact to.

export interface Exactness {
  readonly relative: number;
  /** The smallest number that is told from 0. */
  readonly floor: number;
  /** What a logarithm next to 1 is exact to. */
  readonly besideOne: number;
  /** What a difference of the terms of smoothed labels is exact to, where they cancel. */
  readonly smoothed: number;
  /** Whether inputs and results below 2⁻¹²⁶, and infinities in quotients, are left to the device. */
  readonly isDevice: boolean;
}

/** The package's own arithmetic, in its own kernels and shaders. */
const own: Exactness = {
  relative: 3e-7,
  floor: 2 ** -126,
  besideOne: 2 ** -126,
  smoothed: 2 ** -126,
  isDevice: false,
};

/** What a device's own exp, log and division are exact to. */
const device: Exactness = {
  relative: 4e-5,
  floor: 1e-37,
  besideOne: 2 ** -21,
  smoothed: 1e-37,
  isDevice: true,
};

export const exactTo: Readonly<Record<string, Exactness>> = {
  cpu: own,
  wasm: own,
  // Four units in the last place, without the float64 that smoothed labels are mixed in elsewhere.
  webgpu: { ...own, relative: 4.8e-7, smoothed: 2 ** -22 },
  webgl: device,
  // TensorFlow.js's own ops where exp, log and division round to nearest.
  composed: { ...device, relative: 2e-6 },
};
