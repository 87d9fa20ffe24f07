const vllm = "vLLM refuses such adapters, so DevFlow trains none";

/** Keys of old tutorials and other trainers: what to write instead, or why there is nothing. */
export const foreignKeys: ReadonlyMap<string, string> = new Map([
  ["max_seq_length", "is now max_length"],
  ["max_prompt_length", "is gone from TRL: max_length bounds prompt and answer together"],
  ["max_completion_length", "is gone from TRL: max_length bounds prompt and answer together"],
  ["cutoff_len", "is max_length here"],
  ["sequence_len", "is max_length here"],
  ["torch_dtype", "is now dtype"],
  ["warmup_ratio", "is now warmup: a number below 1 is a share of all steps"],
  ["warmup_steps", "is warmup here"],
  ["overwrite_output_dir", "is gone: every training has a folder of its own"],
  ["num_train_epochs", "is epochs here"],
  ["per_device_train_batch_size", "is batch_size here"],
  ["gradient_accumulation_steps", "is gradient_accumulation here"],
  ["lora_r", "is r below lora"],
  ["lora_alpha", "is alpha below lora"],
  ["lora_dropout", "is dropout below lora"],
  ["lora_target_modules", "is target_modules below lora"],
  ["use_peft", "is always true here: without it TRL trains the whole model"],
  ["lora_modules_to_save", vllm],
  ["modules_to_save", vllm],
  ["use_dora", vllm],
]);
