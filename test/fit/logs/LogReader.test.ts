import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogError } from "../../../src/fit/logs/LogError.ts";
import { LogReader, type LogReaderOptions } from "../../../src/fit/logs/LogReader.ts";
import { parseColumns } from "../../../src/fit/logs/RecordColumns.ts";
import type { RequestLog } from "../../../src/fit/RequestLog.ts";
import { collected } from "./collected.ts";

function logOf(text: string, options: LogReaderOptions = {}): RequestLog {
  const log = collected([text], options).evidence({ unnamed: "Model" })[0]?.called;
  if (log == null) throw new Error("no requests");
  return log;
}

function errorOf(text: string, options: LogReaderOptions = {}): string {
  try {
    collected([text], options);
  } catch (error) {
    if (error instanceof LogError) return error.message;
    throw error;
  }
  throw new Error("it was read");
}

const same = {
  arrivals: [1_735_689_600, 1_735_689_601.5],
  durations: [0.25, 2],
};

describe("a log of requests", () => {
  it.each([
    [
      "CSV with ISO times and milliseconds",
      "timestamp,latency_ms\n2025-01-01T00:00:00Z,250\n2025-01-01T00:00:01.5Z,2000\n",
    ],
    ["CSV with milliseconds since 1970", "start,duration\n1735689600000,0.25\n1735689601500,2\n"],
    [
      "CSV with nanoseconds since 1970, and semicolons",
      "ts;Duration (s)\n1735689600000000000;0.25\n1735689601500000000;2\n",
    ],
    [
      "CSV with begin and end, tabs and CRLF",
      "start\tend\r\n1735689600\t1735689600.25\r\n1735689601.5\t1735689603.5\r\n",
    ],
    [
      "CSV with end and duration, in another order",
      "end_timestamp,duration\n1735689603.5,2\n1735689600.25,0.25\n",
    ],
    [
      "CSV with units in its values, quotes and a comment",
      '# mine\n"time","response time"\n2025-01-01 01:00:00+01:00,"250ms"\n"2025-01-01 00:00:01,5",2s\n',
    ],
    [
      "one JSON object a line",
      '{"timestamp":1735689600,"duration_seconds":0.25}\n{"timestamp":1735689601.5,"duration_seconds":2}\n',
    ],
    [
      "a JSON array over lines",
      '[\n {"timestamp": 1735689600, "latencyMs": 250},\n {"timestamp": 1735689601.5,\n  "latencyMs": 2000}\n]\n',
    ],
    [
      "JSON with other keys in each object",
      '{"time":1735689600,"took":0.25,"note":"a } b"}\n{"time":1735689601.5,"took":2}',
    ],
  ])("is read the same from %s", (_title, text) => {
    const log = logOf(text);
    expect([...log.arrivalSeconds]).toEqual(same.arrivals);
    log.durationSeconds?.forEach((seconds, index) => {
      expect(seconds).toBeCloseTo(same.durations[index]!, 6);
    });
    expect([...log.outcomes]).toEqual([0, 0]);
  });

  it("has tokens, replicas, waiting times and what became of requests", () => {
    const log = logOf(
      "timestamp,duration_s,queue_time_ms,status,prompt_tokens,completion_tokens,replica\n" +
        "1,2,500,200,10,20,a\n2,3,,504,,,b\n3,1,0,500,30,40,a\n4,1,0,CANCELLED,1,1,\n5,1,0,OK,1,1,b\n",
    );
    expect([...log.outcomes]).toEqual([0, 1, 2, 1, 0]);
    expect([...(log.waitSeconds ?? [])]).toEqual([0.5, Number.NaN, 0, 0, 0]);
    expect([...(log.inputTokens ?? [])]).toEqual([10, Number.NaN, 30, 1, 1]);
    expect([...(log.outputTokens ?? [])]).toEqual([20, Number.NaN, 40, 1, 1]);
    expect([...(log.replicas ?? [])]).toEqual([0, 1, 0, -1, 1]);
  });

  it("is known by the headers of public traces", () => {
    const azure = logOf(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n",
    );
    expect(azure.arrivalSeconds[1]! - azure.arrivalSeconds[0]!).toBeCloseTo(4.314579, 5);
    expect([...(azure.outputTokens ?? [])]).toEqual([44, 109]);
    const own = logOf("arrival_s,input_tokens,output_tokens\n0.0,374,44\n4.3146,396,109\n");
    expect([...own.arrivalSeconds]).toEqual([0, 4.3146]);
    const mooncake = logOf(
      '{"timestamp": 3000, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}\n{"timestamp": 6000, "input_length": 1, "output_length": 2, "hash_ids": []}',
    );
    expect([...mooncake.arrivalSeconds]).toEqual([3, 6]);
    expect([...(mooncake.inputTokens ?? [])]).toEqual([6758, 1]);
    const burst = logOf(
      "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n",
    );
    expect([...(burst.inputTokens ?? []), ...(burst.outputTokens ?? [])]).toEqual([472, 18]);
    const functions = logOf("app,func,end_timestamp,duration\na,b,79.37,0.5\n");
    expect(functions.arrivalSeconds[0]).toBeCloseTo(78.87, 9);
  });

  it("has columns with other names where they are named", () => {
    const columns = parseColumns("time=t0, duration=lat:ms, status=kind");
    if (typeof columns === "string") throw new Error(columns);
    const log = logOf("t0,lat,kind,timestamp\n1,250,timeout,7\n", { columns });
    expect([...log.arrivalSeconds]).toEqual([1]);
    expect([...(log.durationSeconds ?? [])]).toEqual([0.25]);
    expect([...log.outcomes]).toEqual([1]);
    expect(parseColumns("when=t0")).toContain("expected ROLE=NAME");
    expect(parseColumns("time=a,time=b")).toBe("time is named twice");
    expect(errorOf("a,b\n1,2\n", { columns })).toMatch(/^1:1: has no column "t0"; known columns: a, b$/);
  });

  it("tells replicas that came up from requests", () => {
    const [evidence] = collected([
      "deployment,created,ready\nModel,10,22.5\nModel,11,\nModel,12,20\n",
    ]).evidence({ unnamed: "x" });
    expect(evidence?.name).toBe("Model");
    expect(evidence?.startUps).toEqual({
      kind: "measured",
      values: Float64Array.of(8, 12.5),
      cutOff: new Float64Array(),
    });
  });

  it.each([
    ["", "1:1: empty"],
    ["a,b,c\n1,2,3\n", "1:1: has no column with the time of a request"],
    ["timestamp,duration\n1,2\nsoon,3\n", '3:1: "timestamp" is no time: found "soon"'],
    ["timestamp,duration\n1,2\n\n4,fast\n", '4:3: "duration" is no duration: found "fast"'],
    ["timestamp,duration\n1,-2\n", '2:3: "duration" is no duration: found "-2"'],
    ["timestamp,input_tokens\n1,many\n", '2:3: "input_tokens" is no number of tokens: found "many"'],
    ["timestamp,duration\n1\n", "2:1: found 1 fields; the first line names 2 columns"],
    ["timestamp,duration\n,2\n", "2:1: a request without a time"],
    ["start,end\n5,4\n", "2:3: a request that ends before it begins"],
    ['timestamp,note\n1,"open\n2,x\n', "2:1: a quoted field that does not end"],
    ['{"timestamp": 1}\n{"timestamp": }\n', "2:1: is no JSON"],
    ['{"timestamp": 1}\n  7\n', '2:3: found "7"; expected an object, {…}'],
    ['[{"timestamp": 1},\n {"timestamp": ', "2:2: a JSON value that does not end"],
    ['{"a": 1}\n', "1:1: has no column with the time of a request"],
    ["[]", "1:1: has no JSON object"],
    [
      '{"status":"error","errorType":"bad_data","error":"x"}',
      "1:1: is an answer of Prometheus without series",
    ],
    ["# TYPE ray_x counter\nray_x 1\nwhat is this\n", "3:1: is no line of Prometheus' text format"],
    ["# TYPE ray_x counter\nray_x{route=/a} 1\n", '2:7: expected a label such as route="/chat"'],
    ["timestamp,created,ready\n1,5,4\n", "2:5: a replica that is ready before it was asked for"],
  ])("that is wrong is refused where it is wrong: %j", (text, message) => {
    expect(errorOf(text)).toContain(message);
  });

  it("does not take names of objects for anything else", () => {
    const log = logOf('{"timestamp":1,"constructor":"x","__proto__":2,"toString":3}\n');
    expect([...log.arrivalSeconds]).toEqual([1]);
    const [evidence] = collected(["timestamp,deployment\n1,__proto__\n2,constructor\n"]).evidence({
      unnamed: "x",
    });
    expect(evidence?.name).toBe("constructor");
  });

  it("says the same however its text is cut into pieces", () => {
    const texts = [
      'timestamp,duration,note\r\n1,2,"a ""b""\r\nc"\r\n2,3,\r\n',
      '[{"timestamp":1,"duration":2,"note":"\\"}"},\n{"timestamp":2,"duration":3}]',
      '{"timestamp":1,"duration":2,"note":"ü\\\\"}\n{"timestamp":2,"duration":3}\n',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.integer({ min: 1, max: 30 }), (text, piece) => {
        const whole = collected([text]).evidence({ unnamed: "x" });
        expect(collected([text], { piece }).evidence({ unnamed: "x" })).toEqual(whole);
        expect([...(whole[0]?.called?.durationSeconds ?? [])]).toEqual([2, 3]);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("reads nothing where nothing has come", () => {
    expect(() => new LogReader(collected([])).end()).toThrow("empty");
  });
});
