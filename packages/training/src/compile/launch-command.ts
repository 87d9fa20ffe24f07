/** On how many processes and machines one step runs. */
export interface Launch {
  isCpu: boolean;
  /** All machines together; null: as many as this machine has GPUs. */
  processes: number | null;
  machines: number;
  /** 0 on the machine that the others connect to. */
  machineRank: number;
  /** Of the machine of rank 0; null with one machine. */
  mainAddress: string | null;
  mainPort: number;
}

export const oneProcess: Launch = {
  isCpu: true,
  processes: 1,
  machines: 1,
  machineRank: 0,
  mainAddress: null,
  mainPort: 29_500,
};

/**
 * What starts a step, from the folder of the environment's programs on. On GPUs it is accelerate's own
 * launcher. On processors accelerate 1.15 starts a single process whatever `--num_processes` says, unless
 * MPI is there, so that torchrun does it, which is what accelerate itself starts on GPUs.
 */
export function launchCommand(launch: Launch, script: string, args: readonly string[]): string[] {
  const { isCpu, processes, machines, machineRank, mainAddress, mainPort } = launch;
  if (isCpu && (processes ?? 1) === 1) return ["python", script, ...args];
  if (isCpu) {
    const here = String(Math.ceil((processes ?? 1) / machines));
    const meeting =
      machines === 1
        ? ["--standalone"]
        : [
            `--nnodes=${machines}`,
            `--node_rank=${machineRank}`,
            `--master_addr=${mainAddress}`,
            `--master_port=${mainPort}`,
          ];
    return ["torchrun", ...meeting, `--nproc_per_node=${here}`, script, ...args];
  }
  const several =
    machines === 1
      ? []
      : [
          `--num_machines=${machines}`,
          `--machine_rank=${machineRank}`,
          `--main_process_ip=${mainAddress}`,
          `--main_process_port=${mainPort}`,
        ];
  const count = processes === null ? [] : [`--num_processes=${processes}`];
  const multi = (processes ?? 0) > 1 || machines > 1 ? ["--multi_gpu"] : [];
  return ["accelerate", "launch", ...multi, ...count, ...several, script, ...args];
}
