/** The part of transformers.js that is used, with letters for a model. */
import { existsSync } from "node:fs";

export const env = { allowRemoteModels: true, allowLocalModels: false, localModelPath: "" };
export const calls = [];

export async function pipeline(task, model, options) {
  if (env.allowRemoteModels) throw new Error("would download");
  if (!existsSync(`${env.localModelPath}${model}/config.json`)) throw new Error("no such model");
  calls.push({ task, model, options });
  return async (texts, wish) => {
    calls.push({ texts, wish });
    const data = new Float32Array(texts.length * 4);
    for (const [index, text] of texts.entries()) data[index * 4 + (text.length % 4)] = 1;
    return { dims: [texts.length, 4], data };
  };
}
