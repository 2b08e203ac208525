import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import type { ServiceTime } from "../Deployment.ts";

/** Work of a request in seconds on a replica that serves nothing else: one draw where it is drawn, else by its tokens. */
export function workSeconds(
  serviceTime: ServiceTime,
  random: RandomStream,
  inputTokens: number,
  outputTokens: number,
): number {
  switch (serviceTime.kind) {
    case "distribution":
      return sample(serviceTime.seconds, random);
    case "tokens":
      return (
        serviceTime.baseSeconds +
        serviceTime.perInputTokenSeconds * inputTokens +
        serviceTime.perOutputTokenSeconds * outputTokens
      );
    // Its tokens are its work.
    case "llm":
      return 0;
  }
}
