import type { LogSink } from "./LogSink.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { parseMoment } from "./parseMoment.ts";

/** ray 2.60.0, `ServeFormatter`: level, time, component, its id, the request's id where there is one, -- and the message. */
const linePattern =
  /^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (\S+) (\S+) (?:(\S+) )?-- (.*)$/;
/** ray 2.60.0, `access_log_msg`: client (where RAY_SERVE_LOG_CLIENT_ADDRESS is set), method, route, status and latency. */
const accessPattern = /^(?:\S+:\d+ )?(\S+) (\S+) (\S+) (\d+(?:\.\d+)?)ms$/;
/** ray 2.60.0, `DeploymentState._check_startup_replicas`. */
const startUpPattern =
  /^Replica\(id='([^']*)', deployment='([^']*)', app='([^']*)'\) started successfully on node '[^']*' after (\d+(?:\.\d+)?)s/;
const constructorPattern = /initial health check took (\d+(?:\.\d+)?)s/;

/** Whether a line is one of Ray Serve's logs in text. */
export function isRayLine(text: string): boolean {
  return linePattern.test(text);
}

/**
 * Reads the logs of Ray Serve 2.60.0 in text: access lines of proxies and replicas, start-ups in the controller's. Other lines are
 * passed over. Their times are those of the machine's time zone.
 */
export class RayLog {
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  line(text: string): void {
    const match = linePattern.exec(text);
    if (match === null) return;
    const [, time = "", component = "", componentId = "", requestId, message = ""] = match;
    readRayMessage(
      {
        atSeconds: parseMoment(time)?.seconds ?? Number.NaN,
        message,
        component:
          component === "proxy" || component === "controller" || component === "serve"
            ? component
            : "replica",
        // `<application>_<deployment>`, where both may have underscores.
        deployment: component,
        application: null,
        replica: componentId,
        requestId: requestId ?? null,
      },
      this.#sink,
    );
  }
}

/** One message of Ray Serve's logs, with what its line says beside it. */
export interface RayMessage {
  readonly atSeconds: number;
  readonly message: string;
  readonly component: string;
  readonly deployment: string;
  readonly application: string | null;
  readonly replica: string;
  readonly requestId: string | null;
}

/** Takes what a message tells of a request or a start-up; any other message is passed over. */
export function readRayMessage(message: RayMessage, sink: LogSink): void {
  if (Number.isNaN(message.atSeconds)) return;
  if (message.component === "controller") {
    readStartUp(message.message, sink);
    return;
  }
  if (message.component !== "proxy" && message.component !== "replica") return;
  const access = accessPattern.exec(message.message);
  if (access === null) return;
  const [, method = "", route = "", status = "", latency = ""] = access;
  const durationSeconds = Number(latency) / 1000;
  const isReplica = message.component === "replica";
  sink.request({
    deployment: isReplica ? message.deployment : null,
    application: message.application,
    replica: isReplica ? message.replica : null,
    requestId: message.requestId,
    // ray 2.60.0, `_record_errors_and_metrics`: calls of other deployments have the method CALL.
    isIngress: isReplica ? method !== "CALL" : true,
    route,
    takenBy: isReplica ? "replica" : "caller",
    // The line is written at the end of the request.
    arrivalSeconds: message.atSeconds - durationSeconds,
    durationSeconds,
    waitSeconds: Number.NaN,
    outcome: outcomeOf(status),
    inputTokens: Number.NaN,
    outputTokens: Number.NaN,
  });
}

function readStartUp(message: string, sink: LogSink): void {
  const match = startUpPattern.exec(message);
  if (match === null) return;
  const [, replica = "", deployment = "", application = "", seconds = ""] = match;
  sink.startUp({
    deployment,
    application,
    replica,
    seconds: Number(seconds),
    constructorSeconds: Number(constructorPattern.exec(message)?.[1] ?? Number.NaN),
  });
}
