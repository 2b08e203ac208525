/** What a builder of `ray.serve.llm` makes of its arguments. */
export type LlmBuilderKind =
  /** An ingress in front of a deployment for each model. */
  | "openai"
  /** An ingress in front of one model whose replicas come in data parallel groups. */
  | "data-parallel"
  /** An ingress in front of a deployment that decodes, which calls another one that prefills. */
  | "prefill-decode"
  /** A single deployment, for use in code: Ray Serve refuses it as an `import_path`. */
  | "in-code";

/** A function of `ray.serve.llm` that builds an application. */
export interface LlmBuilder {
  readonly kind: LlmBuilderKind;
  /** The class of the ingress that it makes unless told otherwise. */
  readonly ingressClass: string;
}

const inside = "ray.llm._internal.serve";
const ingress = "OpenAiIngress";
/** ray 2.60.0: `ray.serve.llm` (`__init__.py`) and the modules that it takes them from. */
const builders: ReadonlyMap<string, LlmBuilder> = new Map(
  (
    [
      ["ray.serve.llm.build_openai_app", "openai", ingress],
      [`${inside}.core.ingress.builder.build_openai_app`, "openai", ingress],
      [`${inside}.core.ingress.dev_ingress.build_dev_openai_app`, "openai", "DevIngress"],
      ["ray.serve.llm.build_dp_openai_app", "data-parallel", ingress],
      [`${inside}.serving_patterns.data_parallel.builder.build_dp_openai_app`, "data-parallel", ingress],
      ["ray.serve.llm.build_pd_openai_app", "prefill-decode", ingress],
      [`${inside}.serving_patterns.prefill_decode.builder.build_pd_openai_app`, "prefill-decode", ingress],
      ["ray.serve.llm.build_llm_deployment", "in-code", ingress],
      [`${inside}.core.server.builder.build_llm_deployment`, "in-code", ingress],
      ["ray.serve.llm.build_dp_deployment", "in-code", ingress],
      [`${inside}.serving_patterns.data_parallel.builder.build_dp_deployment`, "in-code", ingress],
    ] as const
  ).map(([path, kind, ingressClass]) => [path, { kind, ingressClass }]),
);

/** The builder that an `import_path` names, in either spelling (`module:name`, `module.name`); `null`: it is none of these. */
export function findLlmBuilder(importPath: string | null | undefined): LlmBuilder | null {
  return builders.get((importPath ?? "").replace(":", ".")) ?? null;
}
