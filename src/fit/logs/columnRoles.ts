/** What a column of a log may be. */
export type ColumnRole =
  | "time"
  | "end"
  | "duration"
  | "wait"
  | "status"
  | "inputTokens"
  | "outputTokens"
  | "replica"
  | "deployment"
  | "requestId"
  | "startUp"
  | "created"
  | "ready";

/** The usual names of columns, without case, unit and separators. */
const usualNames: Readonly<Record<ColumnRole, readonly string[]>> = {
  time: [
    "time",
    "timestamp",
    "ts",
    "datetime",
    "date",
    "arrival",
    "arrivaltime",
    "arrivedat",
    "start",
    "starttime",
    "startedat",
    "starttimestamp",
    "receivedat",
    "begin",
  ],
  end: ["end", "endtime", "endedat", "endtimestamp", "finish", "finishtime", "finishedat", "completedat"],
  duration: [
    "duration",
    "latency",
    "elapsed",
    "elapsedtime",
    "responsetime",
    "requesttime",
    "processingtime",
    "e2elatency",
    "totaltime",
    "took",
  ],
  wait: ["wait", "waittime", "waiting", "queue", "queued", "queuetime", "queueingtime", "queuewait"],
  status: [
    "status",
    "statuscode",
    "httpstatus",
    "responsecode",
    "responsestatus",
    "code",
    "outcome",
    "result",
    "success",
  ],
  inputTokens: [
    "inputtokens",
    "prompttokens",
    "contexttokens",
    "requesttokens",
    "numinputtokens",
    "numprompttokens",
    "inputlength",
    "promptlength",
    "inputlen",
    "promptlen",
    "tokensin",
    "isl",
  ],
  outputTokens: [
    "outputtokens",
    "completiontokens",
    "generatedtokens",
    "responsetokens",
    "numoutputtokens",
    "numcompletiontokens",
    "outputlength",
    "outputlen",
    "responselength",
    "tokensout",
    "osl",
  ],
  replica: ["replica", "replicaid", "replicatag", "worker", "workerid", "pod", "podname"],
  deployment: ["deployment", "deploymentname"],
  requestId: ["requestid", "traceid"],
  startUp: ["startup", "startuptime", "startuplatency", "startupduration", "readyafter"],
  created: ["created", "createdat", "requestedat", "scheduledat"],
  ready: ["ready", "readyat", "runningat"],
};

export const columnRoles = Object.keys(usualNames) as readonly ColumnRole[];

/** What a column is by its name; `null`: none of the usual ones. */
export function roleOfName(name: string): ColumnRole | null {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const bare = withoutUnit(name);
  return (
    columnRoles.find((role) => usualNames[role].includes(plain) || usualNames[role].includes(bare)) ?? null
  );
}

function withoutUnit(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(
      /[^a-z0-9]+(s|secs?|seconds?|ms|msec|millis|milliseconds|us|micros|microseconds|ns|nanos|nanoseconds)\W*$/,
      "",
    )
    .replace(/[^a-z0-9]/g, "");
}
