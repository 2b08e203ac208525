import type { LlmProfile } from "./LlmProfile.ts";
import { type AcceleratorName, accelerators } from "./llm/accelerators.ts";
import { deriveLlmProfile } from "./llm/deriveLlmProfile.ts";
import { type LanguageModelName, languageModels } from "./llm/languageModels.ts";

/**
 * Some models on their GPUs, by name: `model-gpu`, with the number of GPUs where there are several; weights and KV memory of
 * 16 bits. Any other pair is derived in the same way (`deriveLlmProfile`).
 */
export const llmProfiles: Readonly<Record<string, LlmProfile>> = {
  "llama-3.1-8b-a100": profileOf("llama-3.1-8b", "A100-80G"),
  "llama-3.1-8b-h100": profileOf("llama-3.1-8b", "H100"),
  "phi-4-h100": profileOf("phi-4", "H100"),
  "codellama-34b-h100": profileOf("codellama-34b", "H100"),
  "llama-3.3-70b-4xh100": profileOf("llama-3.3-70b", "H100", 4),
  "llama-3.3-70b-8xh100": profileOf("llama-3.3-70b", "H100", 8),
};

function profileOf(model: LanguageModelName, accelerator: AcceleratorName, tensorParallel = 1): LlmProfile {
  return deriveLlmProfile({
    model: languageModels[model],
    accelerator: accelerators[accelerator],
    tensorParallel,
  });
}
