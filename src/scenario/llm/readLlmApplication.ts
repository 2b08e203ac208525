import type { z } from "zod";
import { BrokenPlaces } from "../problems/BrokenPlaces.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { llmArgsSchemas } from "../schema/llmApplicationSchema.ts";
import { readWhatHolds } from "../yaml/readWhatHolds.ts";
import type { BuiltDeployment } from "./BuiltApplication.ts";
import { buildLlmApplication, type LlmArgs } from "./buildLlmApplication.ts";
import type { LlmReport } from "./LlmReport.ts";
import type { LlmBuilder } from "./llmBuilders.ts";

/**
 * The deployments that a builder makes of arguments as they are written; `null` where nothing can be made of them. What is
 * wrong is reported and left out, so that the rest has its names.
 */
export function readLlmApplication(
  builder: LlmBuilder,
  args: unknown,
  report: LlmReport,
): readonly BuiltDeployment[] | null {
  const llm = readArgs(builder, args, report);
  return llm === null ? null : buildLlmApplication(builder, llm, report);
}

function readArgs({ kind }: LlmBuilder, args: unknown, report: LlmReport): LlmArgs | null {
  const read = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> | null => {
    const { data, problems } = readWhatHolds(schema, args ?? {}, {
      base: [],
      broken: new BrokenPlaces(),
      standInAt: () => undefined,
    });
    for (const { path, message, at } of problems) report(["args", ...path], message, at);
    return data;
  };
  switch (kind) {
    case "openai": {
      const data = read(llmArgsSchemas[kind]);
      return data === null ? null : { kind, args: data };
    }
    case "data-parallel": {
      const data = read(llmArgsSchemas[kind]);
      return data === null ? null : { kind, args: data };
    }
    case "prefill-decode": {
      const data = read(llmArgsSchemas[kind]);
      return data === null ? null : { kind, args: data };
    }
    case "in-code":
      report(
        ["import_path"],
        "is refused by Ray Serve: it builds a deployment from code and takes more than one argument; expected ray.serve.llm:build_openai_app, build_dp_openai_app or build_pd_openai_app",
      );
      return null;
    default:
      return kind satisfies never;
  }
}

/** Where arguments may name a file that holds a model's config instead of the config itself. */
export function placesOfModels({ kind }: LlmBuilder, args: unknown): readonly KeyPath[] {
  if (typeof args !== "object" || args === null) return [];
  switch (kind) {
    case "openai": {
      const configs: unknown = Object.hasOwn(args, "llm_configs") ? Reflect.get(args, "llm_configs") : [];
      return Array.isArray(configs) ? configs.map((_, index) => ["llm_configs", index]) : [];
    }
    case "data-parallel":
      return [["llm_config"]];
    case "prefill-decode":
      return [["prefill_config"], ["decode_config"]];
    case "in-code":
      return [];
    default:
      return kind satisfies never;
  }
}
