#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { createProgram } from "./program.ts";
import { runProgram } from "./run-program.ts";
import { tolerateFailedWrites } from "./write-out.ts";

// Saves 0.4 s of CPU time of a review from its second run on: commands are loaded when they run.
// Beside the code and not in the shared temporary folder, where others could plant theirs.
enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/devflow", import.meta.url)));
tolerateFailedWrites();
process.exitCode = await runProgram(createProgram(), process.argv);
