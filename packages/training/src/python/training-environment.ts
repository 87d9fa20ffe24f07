/** By name or beginning of the name: what Python, CUDA, launchers and model caches need. Nothing of ours. */
const passedOn = [
  /^(PATH|HOME|USER|USERPROFILE|LANG|LC_ALL|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH)$/,
  /^(XDG|HF|HUGGINGFACE|TRANSFORMERS|DATASETS|TORCH|PYTORCH|PYTHON|PIP|CUDA|NVIDIA|NCCL|GLOO|ROCR|HIP|HSA)_/,
  /^(ACCELERATE|DEEPSPEED|FSDP|OMP|MKL|KMP|OPENBLAS|MASTER|SLURM|SSL|REQUESTS|BITSANDBYTES)_/,
  /^(https?|all|no)_proxy$/i,
];

/**
 * The environment of the programs that train: allowed names of this process's, so that no key of GitHub or
 * of a database reaches Python, and no telemetry. `cacheFolder` gets the copies that `datasets` makes of the
 * examples, which would else stay in the user's cache.
 */
export function trainingEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  cacheFolder: string,
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && passedOn.some((pattern) => pattern.test(name))) passed[name] = value;
  }
  return {
    ...passed,
    HF_DATASETS_CACHE: cacheFolder,
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_HUB_DISABLE_PROGRESS_BARS: "1",
    TOKENIZERS_PARALLELISM: "false",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUTF8: "1",
  };
}
