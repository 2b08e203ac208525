import { ln } from "../../src/engine/portableMath.ts";
import type { RandomStream } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { createTraceStreams } from "./createTraceStreams.ts";
import { figuresSource, type GeneratedHour } from "./GeneratedHour.ts";
import { ranksOf } from "./ranksOf.ts";
import { type TokenTable, tokensAtRank } from "./TokenTable.ts";

// All figures describe the code trace of Azure LLM inference 2023 (CC-BY 4.0; Splitwise, ISCA 2024).

/** Requests in each minute. */
const minuteRequests = [
  63, 0, 0, 531, 187, 130, 15, 42, 38, 476, 421, 63, 0, 0, 632, 299, 0, 20, 396, 315, 116, 78, 306, 447, 252,
  34, 128, 111, 406, 234, 118, 169, 130, 306, 158, 0, 339, 55, 285, 191, 0, 28, 205, 245, 99, 0, 0, 32, 0, 0,
  0, 97, 212, 22, 32, 113, 47, 196,
];

/** The smallest size, and quantiles; means 2,048 and 28. */
const inputTable: TokenTable = {
  percents: [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100],
  tokens: [3, 17, 75, 147, 578, 1469, 2744, 5186, 7302, 7436, 7437],
  tailBend: 1,
};
const outputTable: TokenTable = {
  percents: [0, 1, 5, 10, 25, 50, 75, 90, 95, 97, 99, 100],
  tokens: [6, 6, 6, 7, 9, 13, 24, 55, 90, 128, 249, 1899],
  tailBend: 5.4,
};

/** Bursts as in the original, where one ends when nothing comes for two seconds: 96 of them, 51 requests in the middle one. */
const burstRequests = { kind: "lognormal", median: 50, sigma: 1.2 } as const;
/** Requests per second in a burst: 10 in the middle one, 5 to 20 in nine of ten; something more, as minutes cut bursts. */
const burstRate = { kind: "lognormal", median: 11, sigma: 0.45 } as const;
/** How the rate moves from second to second in a burst, so that the busiest second has some 67 requests. */
const secondWeight = { kind: "lognormal", median: 1, sigma: 0.7 } as const;
/** In a burst requests come at beats of a tenth of a second, those of one beat a few milliseconds apart. */
const beatSeconds = 0.1;
const jitterSeconds = { kind: "uniform", low: 0, high: 0.006 } as const;
/** Bursts of a full minute are compressed to so much of it. */
const longestOnSeconds = 57;

/** An hour of code completion: bursts and silence. */
export const codeHour: GeneratedHour = {
  fileName: "code-hour.csv",
  comments: [
    "An hour (58 minutes) of code completion requests to a large language model: generated, not recorded.",
    "Requests in each minute, quantiles and means of the sizes are those of the code trace; within a minute the",
    "requests come in bursts like those of the trace. Sizes do not depend on each other (nor do they there).",
    ...figuresSource,
  ],
  generate: generateCodeHour,
};

interface Burst {
  readonly requests: number;
  readonly seconds: number;
}

function generateCodeHour(seed: string): RequestTrace {
  const streams = createTraceStreams(seed);
  const bursts = streams.stream("bursts");
  const arrivals = streams.stream("arrivals");
  const drawInput = streams.stream("input");
  const drawOutput = streams.stream("output");
  const arrivalSeconds = Float64Array.from(
    minuteRequests.flatMap((count, minute) => drawMinute(count, minute * 60, bursts, arrivals)),
  ).sort();
  // Every rank once, in random order: the quantiles are those of the table whatever the seed.
  const inputRanks = ranksOf(arrivalSeconds.map(drawInput));
  const outputRanks = ranksOf(arrivalSeconds.map(drawOutput));
  return {
    arrivalSeconds,
    inputTokens: inputRanks.map((rank) => tokensAtRank(inputTable, rank)),
    outputTokens: outputRanks.map((rank) => tokensAtRank(outputTable, rank)),
  };
}

function drawMinute(
  requests: number,
  startSeconds: number,
  bursts: RandomStream,
  arrivals: RandomStream,
): number[] {
  const planned = drawBursts(requests, bursts);
  const plannedSeconds = planned.reduce((sum, burst) => sum + burst.seconds, 0);
  const compression = Math.min(1, longestOnSeconds / plannedSeconds);
  // Silence before, between and after the bursts: uneven shares of what is left.
  const silences = Array.from({ length: planned.length + 1 }, () => {
    const exponential = -ln(1 - bursts());
    return exponential * exponential;
  });
  const silenceSum = silences.reduce((sum, share) => sum + share, 0);
  const silentSeconds = 60 - plannedSeconds * compression;
  const found: number[] = [];
  let seconds = startSeconds;
  for (const [i, burst] of planned.entries()) {
    seconds += (silences[i]! / silenceSum) * silentSeconds;
    const burstSeconds = burst.seconds * compression;
    for (const offset of drawBurstOffsets(burst.requests, burstSeconds, arrivals)) {
      found.push(Math.floor(Math.min(seconds + offset, startSeconds + 59.9999) * 10_000) / 10_000);
    }
    seconds += burstSeconds;
  }
  return found;
}

function drawBursts(requests: number, random: RandomStream): Burst[] {
  const found: Burst[] = [];
  for (let rest = requests; rest > 0; rest -= found.at(-1)!.requests) {
    const size = Math.min(rest, Math.ceil(sample(burstRequests, random)));
    found.push({ requests: size, seconds: size / sample(burstRate, random) });
  }
  return found;
}

/** Seconds from the beginning of a burst to each of its requests, in no order. */
function drawBurstOffsets(requests: number, seconds: number, random: RandomStream): number[] {
  const weights = Array.from({ length: Math.ceil(seconds) }, () => sample(secondWeight, random));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: requests }, () => {
    let rest = random() * weightSum;
    let second = 0;
    while (second < weights.length - 1 && rest >= weights[second]!) {
      rest -= weights[second]!;
      second += 1;
    }
    const offset = Math.min(second + Math.min(rest / weights[second]!, 1), seconds);
    return Math.floor(offset / beatSeconds) * beatSeconds + sample(jitterSeconds, random);
  });
}
