// Models that are saved with their optimizer, and loaded again, as a file holds them.

import * as tf from "@tensorflow/tfjs";

/** What a model is saved as. */
export async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    // As a file holds it.
    const { weightData, ...text } = given;
    artifacts = { ...(JSON.parse(JSON.stringify(text)) as typeof text), weightData: weightData! };
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return artifacts!;
}

export const loaded = async (model: tf.LayersModel) =>
  tf.loadLayersModel(tf.io.fromMemory(await saved(model)));
