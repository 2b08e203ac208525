#!/usr/bin/env node
import { exitStatus } from "./exitStatus.ts";
import { runCli } from "./runCli.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) closes the pipe; that is no error.
    if (error.code === "EPIPE") process.exit();
    if (stream === process.stdout)
      process.stderr.write(`error: the output could not be written: ${error.message}\n`);
    process.exit(exitStatus.outputError);
  });
}

const status = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
});
process.exitCode = status;
