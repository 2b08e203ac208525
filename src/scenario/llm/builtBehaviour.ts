import type { LlmProfile } from "../../serve/replica/LlmProfile.ts";
import type { Sourced } from "../compile/SourcedService.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { type NewBehaviour, newBehaviourSchema } from "../schema/behaviourSchema.ts";
import type { CallStep } from "../schema/callSchema.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { LlmConfig } from "../schema/llmApplicationSchema.ts";
import type { BuiltDeployment, BuiltRole } from "./BuiltApplication.ts";
import { findLlmProfile } from "./findLlmProfile.ts";

/** What the ingress adds to a request: it reads and passes on, and waits for the model. A guess. */
const ingressTime = "5ms";
/** The two halves of what is assumed of any deployment with GPUs. */
const prefillTime = { base: "80ms", perInputToken: "0.2ms" };
const decodeTime = { perOutputToken: "20ms" };

const usual = {
  ingress: newBehaviourSchema.parse({ serviceTime: ingressTime }),
  prefill: newBehaviourSchema.parse({ serviceTime: prefillTime }),
  decode: newBehaviourSchema.parse({ serviceTime: decodeTime }),
};

/**
 * How a deployment behaves that a builder made: as the scenario says, and where it says nothing, as its model and its place in
 * the application let expect.
 */
export function builtBehaviour(
  built: BuiltDeployment,
  said: NewBehaviour,
  context: {
    /** The deployment's name in the scenario. */
    readonly name: string;
    /** The name in the scenario of another deployment of the application. */
    readonly nameOf: (deployment: string) => string;
    readonly source: Sourced<DeploymentConfig>;
  },
  reporter: Reporter,
): NewBehaviour {
  const { role } = built;
  const calls = said.calls ?? callsOf(role, context.nameOf);
  const retries = said.maxConstructorRetries ?? built.value.max_constructor_retry_count;
  const serviceTime =
    role.kind === "model"
      ? modelTime(role, said.serviceTime, context, reporter)
      : (said.serviceTime ?? ingressTimeOf(context, reporter));
  return {
    ...said,
    ...(calls === undefined ? {} : { calls: [...calls] }),
    ...(typeof retries === "number" ? { maxConstructorRetries: retries } : {}),
    ...(serviceTime === undefined ? {} : { serviceTime }),
  };
}

function callsOf(role: BuiltRole, nameOf: (deployment: string) => string): readonly CallStep[] | undefined {
  if (role.kind === "ingress") return shared(role.models.map(nameOf));
  return role.work === "decode" ? [nameOf(role.prefill)] : undefined;
}

/** One of these, each as often: the request says which model, and nothing says how often. */
function shared([first, ...others]: readonly string[]): readonly CallStep[] {
  if (first === undefined) return [];
  if (others.length === 0) return [first];
  return [{ percent: 100 / (others.length + 1), calls: [first], otherwise: shared(others) }];
}

type Context = Parameters<typeof builtBehaviour>[2];

function ingressTimeOf({ name, source }: Context, reporter: Reporter): NewBehaviour["serviceTime"] {
  reporter.note(
    source.pathOf("name"),
    `${name}: assumed that it adds ${ingressTime} to a request that it passes on; deployments.${name}.serviceTime sets it`,
  );
  return usual.ingress.serviceTime;
}

function modelTime(
  role: Extract<BuiltRole, { kind: "model" }>,
  said: NewBehaviour["serviceTime"],
  { name, source }: Context,
  reporter: Reporter,
): NewBehaviour["serviceTime"] {
  const { config, work } = role;
  const key = `deployments.${name}.serviceTime`;
  if (said !== undefined) {
    return said.kind === "llm"
      ? {
          kind: "llm",
          profile: withEngineLimits(said.profile, config, { isSaid: true, source, key }, reporter),
        }
      : said;
  }
  const place = source.pathOf("name");
  if (work !== "all") {
    const half = work === "prefill" ? prefillTime : decodeTime;
    const times = Object.entries(half).map(([what, time]) => `${what}: ${time}`);
    reporter.note(
      place,
      `${name}: assumed { ${times.join(", ")} } for its half of the work; no profile tells prefill and decode apart; ${key} sets it`,
    );
    return usual[work].serviceTime;
  }
  const found = findLlmProfile(config);
  if (found === null || typeof found === "string") {
    const why = found ?? "no profile of this model on these accelerators";
    reporter.note(
      place,
      `${name}: ${why}, so it takes the time that is assumed of any deployment with GPUs, however many requests it works on at once; ${key} sets it: { llm: { model: …, accelerator: … } } or { llm: { step, perSequence, perInputToken, kvTokens } }`,
    );
    return undefined;
  }
  const remark = found.remark === "" ? "" : ` (taken for ${found.remark})`;
  reporter.note(place, `${name}: its times are those of ${found.of}${remark}; ${key} sets it`);
  return {
    kind: "llm",
    profile: withEngineLimits(found.profile, config, { isSaid: false, source, key }, reporter),
  };
}

/** What profiles have that say nothing else. */
const usualLimits = { maxSequences: [256, 1024], maxStepTokens: [2048, 8192, 16_384] };

/** `max_num_seqs` and `max_num_batched_tokens` of the engine bound the batch. */
function withEngineLimits(
  profile: LlmProfile,
  { engine_kwargs: engine }: LlmConfig,
  place: { readonly isSaid: boolean; readonly source: Sourced<DeploymentConfig>; readonly key: string },
  reporter: Reporter,
): LlmProfile {
  const limit = (key: keyof typeof usualLimits, argument: "max_num_seqs" | "max_num_batched_tokens") => {
    const given = engine?.[argument];
    const own = profile[key];
    if (given == null || given === own) return own;
    if (!place.isSaid || usualLimits[key].includes(own)) return given;
    reporter.warning(
      place.source.pathOf(),
      `${argument} is ${given}, but ${place.key}.llm says ${key}: ${own}, which is what is played`,
    );
    return own;
  };
  const limited = {
    maxSequences: limit("maxSequences", "max_num_seqs"),
    maxStepTokens: limit("maxStepTokens", "max_num_batched_tokens"),
  };
  if (limited.maxStepTokens > limited.maxSequences) return { ...profile, ...limited };
  // vLLM's own default gives way to the tokens of a step.
  if (engine?.max_num_seqs == null && limited.maxStepTokens > 1) {
    return { ...profile, ...limited, maxSequences: limited.maxStepTokens - 1 };
  }
  // A full batch must leave room for prompts.
  return { ...profile, maxSequences: limited.maxSequences, maxStepTokens: limited.maxSequences + 1 };
}
