/** A room that mutants are made of, and the tests that have to notice them. */
export interface Room {
  /** The files that are changed, as patterns of StrykerJS. */
  readonly mutate: readonly string[];
  /** Folders and files of tests. */
  readonly tests: readonly string[];
  /** Tests among them that are left out, mostly as too slow to be run for every mutant: parts of their paths or names. */
  readonly without?: readonly string[];
}

export const rooms: Readonly<Record<string, Room>> = {
  cluster: { mutate: ["src/cluster/**/*.ts"], tests: ["test/cluster"] },
  workload: {
    mutate: ["src/workload/**/*.ts"],
    tests: ["test/workload"],
    without: [
      "replay.test.ts",
      "generatedTraces.test.ts",
      "begin stationary: no more requests",
      "have the mean rate of their states",
      "never reads what is not numbers",
      "refuses a trace of more than five million",
      "are numbered in the order of their first requests",
      "have the mean rate and the coefficient of variation",
      "leaves (1 + 1 / shape) / 2 of its mean",
      "gives arrivals that have them",
      "begin in the stationary law",
      "repeat every week",
      "follow a cosine",
      "has quantiles that ascend",
      "keeps the share, and with a larger share",
    ],
  },
  // A whole report draws charts, which takes seconds: it is held against what puts one together, and not against its parts.
  report: {
    mutate: ["src/report/**/*.ts", "!src/report/renderReport.ts"],
    tests: ["test/report"],
    without: ["renderReport.test.ts", "fits into every terminal", "from 40 to 200 columns"],
  },
  wholeReport: { mutate: ["src/report/renderReport.ts"], tests: ["test/report/renderReport.test.ts"] },
  compile: {
    mutate: ["src/scenario/compile/*.ts"],
    tests: ["test/scenario"],
    without: [
      "anyScenario.test.ts",
      "mutatedFiles.test.ts",
      "mutatedRuns.test.ts",
      "tells nothing of the rest of a file that is right but for one place",
      "never finishes when it is played",
      "scenarioReference.test.ts",
      "foreignFiles.test.ts",
      "is refused, soon and without a crash",
      "are all told of: what is not told of",
      "can be played as it stands",
      "plainNames.test.ts",
      "shippedScenarios.test.ts",
      "with every kind of traffic plays",
      "that had another name is read as ray_version",
      "a command that is none never throws",
      "is told fifty times at most",
      "is listed in one note, with all others",
    ],
  },
  simulation: {
    mutate: ["src/simulation/**/*.ts"],
    tests: ["test/simulation", "test/faults", "test/scenario/liveDeploy.test.ts"],
    without: [
      "growth.test.ts",
      "memory.test.ts",
      "is tried again at every control loop",
      "keep the law of the response time",
      "waits, whenever it comes, until what drains",
      "a command that is none never throws",
    ],
  },
  planner: {
    mutate: ["src/strategies/{capacity,inPlace,anyscale/plan}/**/*.ts"],
    tests: [
      "test/strategies/capacity",
      "test/strategies/inPlace",
      "test/strategies/anyscale/plan",
      "test/properties/planProperties.test.ts",
    ],
    without: [".imports.test.ts"],
  },
  // The router that probes is left to its laws: it has timers, and most changes of it never come to rest.
  serve: {
    mutate: [
      "src/serve/autoscaler/{decideReplicas,desiredReplicas,whenDesiredChanges}.ts",
      "src/serve/controller/chooseReplicasToStop.ts",
      "src/serve/controller/countToStop.ts",
      "src/serve/routing/*.ts",
      "!src/serve/routing/{CandidateDraw,MessageHandling,PendingLine,ProbedRouting,QueueLengths,RoutingTask,RoutingTasks,SentRequests,SideQuestions}.ts",
    ],
    tests: ["test/serve/autoscaler", "test/serve/controller", "test/serve/routing"],
    without: ["Router.test.ts"],
  },
  invariants: {
    mutate: ["src/invariants/**/*.ts", "src/strategies/anyscale/laws/**/*.ts"],
    tests: ["test/invariants", "test/strategies/anyscale/laws"],
  },
};
