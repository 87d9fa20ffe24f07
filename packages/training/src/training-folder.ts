import { fileURLToPath } from "node:url";

/** What runs in Python: `training/` of this repository. */
export const trainingFolder = fileURLToPath(new URL("../../../training/", import.meta.url));

export const requirementsFile = `${trainingFolder}requirements.txt`;
export const gpuRequirementsFile = `${trainingFolder}requirements-cuda.txt`;
export const defaultConfigFile = `${trainingFolder}training_config.yaml`;
export const stepScript = `${trainingFolder}trl_step.py`;
export const evaluateScript = `${trainingFolder}evaluate.py`;
export const probeScript = `${trainingFolder}probe.py`;
