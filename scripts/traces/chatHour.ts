import { ln } from "../../src/engine/portableMath.ts";
import type { RandomStream } from "../../src/engine/RandomStreams.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { createTraceStreams } from "./createTraceStreams.ts";
import { figuresSource, type GeneratedHour } from "./GeneratedHour.ts";
import { ranksOf } from "./ranksOf.ts";
import { type TokenTable, tokensAtRank } from "./TokenTable.ts";

// All figures describe the conversation trace of Azure LLM inference 2023 (CC-BY 4.0; Splitwise, ISCA 2024).

/** Requests in each of its 58 whole minutes. */
const minuteRequests = [
  191, 265, 329, 353, 307, 273, 268, 261, 322, 298, 301, 302, 345, 326, 283, 279, 280, 308, 343, 351, 351,
  343, 408, 396, 386, 398, 432, 480, 476, 453, 448, 507, 438, 413, 423, 418, 465, 311, 329, 316, 333, 355,
  319, 360, 334, 375, 330, 249, 221, 249, 265, 280, 256, 254, 242, 260, 246, 225,
];

/** The smallest size, and quantiles; means 1,155 and 211. */
const inputTable: TokenTable = {
  percents: [0, 1, 5, 10, 25, 50, 75, 80, 90, 95, 99, 100],
  tokens: [2, 29, 181, 207, 396, 1020, 1189, 1315, 2734, 4083, 4142, 14050],
  tailBend: 1.8,
};
const outputTable: TokenTable = {
  percents: [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100],
  tokens: [7, 16, 41, 54, 85, 129, 395, 424, 451, 601, 1000],
  tailBend: 1.9,
};

/** Ranks of the input tokens, in percent, between which the next table counts. */
const inputRankEdges = [0, 25, 50, 75, 90, 100];
/** In each five minutes, the percentage of requests with an input between these ranks: long ones come with the busy time. */
const inputRankShares = [
  [28, 24, 27, 13, 8],
  [13, 22, 40, 16, 8],
  [20, 21, 36, 14, 9],
  [27, 21, 32, 11, 9],
  [24, 24, 22, 15, 15],
  [29, 27, 11, 12, 21],
  [27, 31, 12, 15, 15],
  [33, 29, 18, 16, 3],
  [28, 23, 23, 20, 7],
  [21, 29, 25, 17, 7],
  [23, 22, 34, 19, 2],
  [24, 16, 42, 16, 2],
];
/** In each five minutes, the mean rank of the output tokens in percent: short ones come with the busy time. */
const outputRankPercents = [57, 57, 54, 57, 45, 36, 38, 48, 49, 57, 61, 64];
/**
 * Mean rank of the output tokens in each twentieth of the requests by input tokens, in percent: short and very long
 * inputs get short outputs, middling ones long outputs.
 */
const outputRankPercentsByInput = [
  45, 54, 29, 21, 33, 37, 38, 36, 56, 79, 80, 82, 82, 80, 77, 63, 40, 30, 20, 18,
];

/** A logistic variable must move by so much for its mean rank among variously moved ones to have a log-odds of 1. */
const shiftPerLogOdds = 1.8;

/** An hour of chat: Poisson within each minute, sizes that move with the time of the hour and with each other. */
export const chatHour: GeneratedHour = {
  fileName: "chat-hour.csv",
  comments: [
    "An hour (58 minutes) of chat requests to a large language model: generated, not recorded.",
    "Requests in each minute, quantiles and means of the sizes, and how the sizes hang together are those of the",
    "conversation trace; within a minute the requests come at random (a Poisson process given its count).",
    ...figuresSource,
  ],
  generate: generateChatHour,
};

function generateChatHour(seed: string): RequestTrace {
  const streams = createTraceStreams(seed);
  const arrivalSeconds = drawArrivals(streams.stream("arrivals"));
  const drawInput = streams.stream("input");
  const drawOutput = streams.stream("output");
  const inputRanks = ranksOf(arrivalSeconds.map((seconds) => drawInputRank(fiveMinutes(seconds), drawInput)));
  const outputRanks = ranksOf(
    arrivalSeconds.map((seconds, i) => {
      const byInput = Math.min(19, Math.floor(inputRanks[i]! * 20));
      const shift =
        logOdds(outputRankPercents[fiveMinutes(seconds)]!) + logOdds(outputRankPercentsByInput[byInput]!);
      return shiftPerLogOdds * shift + logistic(drawOutput);
    }),
  );
  return {
    arrivalSeconds,
    inputTokens: inputRanks.map((rank) => tokensAtRank(inputTable, rank)),
    outputTokens: outputRanks.map((rank) => tokensAtRank(outputTable, rank)),
  };
}

function drawArrivals(random: RandomStream): Float64Array {
  const arrivals = minuteRequests.flatMap((count, minute) =>
    // To the ten-thousandth of a second, as the original.
    Array.from({ length: count }, () => minute * 60 + Math.floor(random() * 600_000) / 10_000),
  );
  return Float64Array.from(arrivals).sort();
}

function fiveMinutes(seconds: number): number {
  return Math.floor(seconds / 300);
}

/** About the rank, in percent: that among all requests is taken afterwards. */
function drawInputRank(period: number, random: RandomStream): number {
  const shares = inputRankShares[period]!;
  let rest = random() * shares.reduce((sum, share) => sum + share, 0);
  let i = 0;
  while (rest >= shares[i]!) {
    rest -= shares[i]!;
    i += 1;
  }
  return inputRankEdges[i]! + (rest / shares[i]!) * (inputRankEdges[i + 1]! - inputRankEdges[i]!);
}

function logOdds(percent: number): number {
  return ln(percent / (100 - percent));
}

function logistic(random: RandomStream): number {
  // Never 0, which has no logarithm.
  const uniform = (random() * 2 ** 32 + 0.5) / 2 ** 32;
  return ln(uniform / (1 - uniform));
}
