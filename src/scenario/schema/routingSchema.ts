import { z } from "zod";
import type { RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import { routingOf } from "../../serve/routing/routingOf.ts";
import { routingRegistry } from "../../serve/routing/routingRegistry.ts";
import { section } from "../fields/section.ts";

const policies = routingRegistry.map(({ policy }) => policy);
const named = policies.join(", ");

/** The options of all policies: no two have one of the same name. */
type Options = Together<(typeof routingRegistry)[number]["options"]>;
/** What has all that each member of a union has. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

const options: Options = Object.assign({}, ...routingRegistry.map((definition) => definition.options));

/** Options and the policy that each is for. */
const policyOf: ReadonlyMap<string, string> = new Map(
  routingRegistry.flatMap((definition) =>
    Object.keys(definition.options).map((option): [string, string] => [option, definition.policy]),
  ),
);

const written = section({ policy: z.enum(policies, { error: `expected ${named}` }), ...options });

/** Which replica of a deployment gets a request: a policy by its name, or with options. */
export const routingSchema = z
  .union([z.enum(policies), written], { error: `expected ${named}, or {policy: …} with options` })
  .transform((routing, context): RoutingSettings => {
    if (typeof routing === "string") return routingOf(routing).compile({});
    const { policy, ...given } = routing;
    for (const [option, value] of Object.entries(given)) {
      const owner = policyOf.get(option);
      if (value === undefined || owner === policy) continue;
      context.addIssue({
        code: "custom",
        path: [option],
        message: `is an option of ${owner}, not of ${policy}`,
      });
    }
    return routingOf(policy).compile(given);
  })
  .describe(
    `Which replica gets a request: ${policies[0]} (default), ${policies.slice(1, -1).join(", ")} or ${policies.at(-1)}.`,
  );
