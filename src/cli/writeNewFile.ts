import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from "node:fs";
import { InputError } from "./InputError.ts";
import { withFileErrors } from "./withFileErrors.ts";

/** Writes a text to a file of its own: nothing that is there is replaced, and nothing is left half-written. */
export function writeNewFile(path: string, text: string): void {
  withFileErrors(`${path} could not be written`, () => {
    let descriptor: number;
    try {
      descriptor = openSync(path, "wx");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") {
        throw new InputError(`${path} is there already: move it away, or choose another place with --out`);
      }
      throw error;
    }
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } catch (error) {
      unlinkSync(path);
      throw error;
    } finally {
      closeSync(descriptor);
    }
  });
}
