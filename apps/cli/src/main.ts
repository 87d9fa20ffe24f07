#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { runProgram } from "./run-program.ts";
import { tolerateFailedWrites } from "./write-out.ts";

tolerateFailedWrites();
process.exitCode = await runProgram(createProgram(), process.argv);
