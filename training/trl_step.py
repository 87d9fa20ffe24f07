"""One step of a training: `trl sft`, `trl kto` or `trl dpo`, run by TRL's own script on TRL's own YAML.

  accelerate launch trl_step.py kto --config 2-kto.yaml [--adapter DIR] [--resume]

It adds what the command line of TRL 1.13.0 lacks:

- `--adapter`: go on training this LoRA adapter. `trl kto` can only begin a new one: with the folder of an
  adapter as its model it ends with "Unrecognized model … Should have a `model_type` key in its config.json".
  TRL's trainers do take a PeftModel, and then make a frozen copy of it the reference of KTO and DPO.
- `--resume`: go on from the newest checkpoint. TRL's scripts call `trainer.train()` without one, and the
  Trainer does not read `resume_from_checkpoint` of its own arguments.
- progress as lines of JSON on standard output, beginning with `progress `.

SIGTERM and SIGINT end it after the step that is under way, with a checkpoint and exit code 130;
`--stop-with-input` does the same when standard input ends, which it does when whoever started it is gone.
"""

import argparse
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

TRAINERS = {"sft": "SFTTrainer", "kto": "KTOTrainer", "dpo": "DPOTrainer"}
INTERRUPTED = 130
stopping = threading.Event()
# The frozen copy that TRL makes of a continued adapter; it is saved beside it and of no use later.
REFERENCE = "ref"


def main():
    parser = argparse.ArgumentParser(description="One step of a training, by TRL's own script.")
    parser.add_argument("method", choices=sorted(TRAINERS))
    parser.add_argument("--config", required=True)
    parser.add_argument("--adapter")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--stop-with-input", action="store_true")
    args = parser.parse_args()
    stop_in_order(args.stop_with_input)

    # What is loaded stays. Collecting meanwhile finds nothing and is a fifth of the loading: 1 s of 5.
    gc.disable()
    import trl

    script = importlib.import_module(f"trl.scripts.{args.method}")
    trainer = getattr(trl, TRAINERS[args.method])
    gc.freeze()
    gc.enable()
    parsed = script.make_parser().parse_args_and_config(["--config", args.config])
    training_args, model_args = parsed[1], parsed[2]
    if not model_args.use_peft:
        sys.exit(f"{args.config}: use_peft is not true; without it TRL trains the whole model")
    checkpoint = newest_checkpoint(training_args.output_dir) if args.resume else None
    setattr(trl, TRAINERS[args.method], trainer_class(trainer, args.adapter, checkpoint))
    script.main(*parsed)
    if stopping.is_set():
        sys.exit(INTERRUPTED)
    if training_args.process_index == 0:
        shutil.rmtree(Path(training_args.output_dir) / REFERENCE, ignore_errors=True)


def stop_in_order(with_input):
    """A signal, or the end of standard input, asks for a checkpoint and the end; a second SIGINT ends at once."""

    def ask(number, _frame):
        # torchrun sends on to its workers a SIGTERM that they have got already.
        if stopping.is_set() and number == signal.SIGINT:
            os._exit(INTERRUPTED)
        stopping.set()

    def watch():
        while sys.stdin.buffer.raw.read(1024):
            pass
        stopping.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    if with_input:
        threading.Thread(target=watch, daemon=True).start()


def trainer_class(base, adapter, checkpoint):
    """The trainer of TRL that continues an adapter, resumes, and says how far it is."""
    from transformers import PrinterCallback, ProgressCallback

    class Trainer(base):
        def __init__(self, model, args, *, quantization_config=None, peft_config=None, **others):
            if adapter is None:
                others["peft_config"] = peft_config
                others["quantization_config"] = quantization_config
            else:
                model = adapted_model(model, adapter, args, quantization_config)
                args.model_init_kwargs = None
            super().__init__(model=model, args=args, **others)
            self.remove_callback(PrinterCallback)
            self.remove_callback(ProgressCallback)
            self.add_callback(progress_lines())

        def train(self):
            return super().train(resume_from_checkpoint=checkpoint)

    return Trainer


def adapted_model(model, adapter, args, quantization_config):
    """The base model with the adapter, whose weights are trained on."""
    from peft import PeftModel
    from trl.trainer.utils import create_model_from_path

    init = dict(args.model_init_kwargs or {})
    if quantization_config is not None:
        init["quantization_config"] = quantization_config
    if args.distributed_state.distributed_type in ["MULTI_GPU", "DEEPSPEED"]:
        init["device_map"] = None
    return PeftModel.from_pretrained(create_model_from_path(model, **init), adapter, is_trainable=True)


def anyone_stops(args):
    """The same answer in every process: one that stopped alone would leave the others waiting for it."""
    if args.world_size == 1:
        return stopping.is_set()
    import torch

    flag = torch.tensor([int(stopping.is_set())], device=args.device)
    torch.distributed.all_reduce(flag, op=torch.distributed.ReduceOp.MAX)
    return bool(flag.item())


def newest_checkpoint(output_dir):
    from transformers.trainer_utils import get_last_checkpoint

    return get_last_checkpoint(output_dir) if Path(output_dir).is_dir() else None


def progress_lines():
    """A callback that prints what the trainer logs, from the first process only."""
    from transformers import TrainerCallback

    class ProgressLines(TrainerCallback):
        def on_train_begin(self, args, state, control, **_):
            self.say(state, {})

        def on_log(self, args, state, control, logs=None, **_):
            self.say(state, logs or {})

        def on_step_end(self, args, state, control, **_):
            if anyone_stops(args):
                stopping.set()
                control.should_save = True
                control.should_training_stop = True

        def say(self, state, logs):
            if not state.is_world_process_zero:
                return
            values = {key: value for key, value in logs.items() if isinstance(value, (int, float))}
            line = {"step": state.global_step, "steps": state.max_steps, "values": values}
            print(f"progress {json.dumps(line)}", flush=True)

    return ProgressLines()


if __name__ == "__main__":
    main()
