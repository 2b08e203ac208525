import type { AcceleratorName } from "../../serve/replica/llm/accelerators.ts";
import { accelerators } from "../../serve/replica/llm/accelerators.ts";
import { languageModels } from "../../serve/replica/llm/languageModels.ts";
import { findLanguageModel } from "../llm/findLanguageModel.ts";
import { acceleratorOfSelector } from "./acceleratorOfSelector.ts";
import type { PodContainer } from "./podTemplateSchema.ts";

/** The language model that a container's arguments name. */
export interface ServedModel {
  /** Which container. */
  readonly container: number;
  /** As `serviceTime: { llm: … }` takes it; `null`: nobody knows how fast it is, there or on that GPU. */
  readonly llm: {
    readonly model: string;
    readonly accelerator: AcceleratorName;
    readonly tensorParallel?: number;
  } | null;
  /** How many requests the engine takes at once (`--max-num-seqs`); `null`: not said. */
  readonly mostRequests: number | null;
}

/** vLLM, SGLang and Text Generation Inference. */
const modelFlags = ["--model", "--model-path", "--model-id"];
const parallelFlags = ["--tensor-parallel-size", "-tp", "--tp-size", "--tp", "--num-shard"];
const requestFlags = ["--max-num-seqs", "--max-running-requests", "--max-concurrent-requests"];

/** The model of the first container whose arguments name one; `null`: none does. */
export function servedModel(
  containers: readonly PodContainer[],
  nodeSelector: Readonly<Record<string, string>>,
): ServedModel | null {
  for (const [container, { command, args }] of containers.entries()) {
    const words = [...(command ?? []), ...(args ?? [])].flatMap((word) => word.split(/\s+/));
    const name = flagValue(words, modelFlags) ?? positional(words);
    if (name === null) continue;
    const found = findLanguageModel([name], flagValue(words, ["--quantization", "--quantize", "-q"]));
    const accelerator = acceleratorName(nodeSelector);
    const tensorParallel = wholeNumber(flagValue(words, parallelFlags));
    const isKnown = found !== null && Object.hasOwn(languageModels, found.name);
    return {
      container,
      llm:
        isKnown && accelerator !== null
          ? { model: found.name, accelerator, ...(tensorParallel === null ? {} : { tensorParallel }) }
          : null,
      mostRequests: wholeNumber(flagValue(words, requestFlags)),
    };
  }
  return null;
}

/** `--flag value` or `--flag=value`. */
function flagValue(words: readonly string[], flags: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    const flag = flags.find((each) => word === each || word.startsWith(`${each}=`));
    if (flag === undefined) continue;
    const value = word === flag ? words[index + 1] : word.slice(flag.length + 1);
    if (value !== undefined && value !== "" && !value.startsWith("-")) return value;
  }
  return null;
}

/** `vllm serve MODEL`. */
function positional(words: readonly string[]): string | null {
  const at = words.findIndex((word, index) => word === "serve" && words[index - 1]?.endsWith("vllm"));
  const name = at < 0 ? undefined : words[at + 1];
  return name === undefined || name.startsWith("-") ? null : name;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

const eightyGigabytes = /80gb/i;

/** The GPU as the figures of language models name it. */
function acceleratorName(nodeSelector: Readonly<Record<string, string>>): AcceleratorName | null {
  const type = acceleratorOfSelector(nodeSelector);
  if (type === null) return null;
  const isLarge = Object.values(nodeSelector).some((value) => eightyGigabytes.test(value));
  const name = type === "A100" ? (isLarge ? "A100-80G" : "A100-40G") : type;
  return isAccelerator(name) ? name : null;
}

function isAccelerator(name: string): name is AcceleratorName {
  return Object.hasOwn(accelerators, name);
}
