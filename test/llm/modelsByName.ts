import type { LanguageModelName } from "../../src/serve/replica/llm/languageModels.ts";

/** Models as those who measured them call them. */
export const modelsByName = {
  "CodeLlama-34B": "codellama-34b",
  "Llama-2-70B": "llama-2-70b",
  "Llama-3.1-70B": "llama-3.3-70b",
  "Llama-3.1-8B": "llama-3.1-8b",
  "Llama-4-Scout": "llama-4-scout",
  "MiniMax-M2.5": "minimax-m2.5",
  "Mistral-Nemo-12B": "mistral-nemo-12b",
  "Mixtral-8x22B": "mixtral-8x22b",
  "Mixtral-8x7B": "mixtral-8x7b",
  "Qwen2.5-7B": "qwen2.5-7b",
  "Qwen3-14B": "qwen3-14b",
  "Yi-34B": "yi-34b",
  "gpt-oss-120b": "gpt-oss-120b",
} as const satisfies Readonly<Record<string, LanguageModelName>>;
