#!/usr/bin/env node
import { main } from "./cli/main.ts";
import { systemTerminal } from "./cli/terminal.ts";

// A reader that has gone (`trickster --help | head -1`) is no reason to crash.
process.stdout.on("error", () => {});

process.exitCode = await main(process.argv.slice(2), systemTerminal);
