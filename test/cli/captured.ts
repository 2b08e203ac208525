import { Writable } from "node:stream";
import type { CommandContext } from "../../src/cli/CommandContext.ts";
import { runCli } from "../../src/cli/runCli.ts";

/** What a command line printed and how it ended. */
export interface Captured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Memory extends Writable {
  text = "";

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command line in this process, into memory. */
export async function captured(
  words: readonly string[],
  environment: CommandContext["environment"] = {},
): Promise<Captured> {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const status = await runCli(words, { stdout, stderr, environment });
  return { status, stdout: stdout.text, stderr: stderr.text };
}
