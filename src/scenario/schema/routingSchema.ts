import { z } from "zod";
import type { RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import { routingOf } from "../../serve/routing/routingOf.ts";
import { routingRegistry } from "../../serve/routing/routingRegistry.ts";
import { section } from "../fields/section.ts";

const policies = routingRegistry.map(({ policy }) => policy);
const named = policies.join(", ");

/** The options of all policies; one that several have is the same in all. */
type Options = Together<(typeof routingRegistry)[number]["options"]>;
/** What has all that each member of a union has. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

const options: Options = Object.assign({}, ...routingRegistry.map((definition) => definition.options));

/** The policies that have an option. */
function policiesWith(option: string): readonly string[] {
  return routingRegistry.flatMap((each) => (Object.hasOwn(each.options, option) ? [each.policy] : []));
}

const written = section({ policy: z.enum(policies, { error: `expected ${named}` }), ...options });

/** Which replica of a deployment gets a request: a policy by its name, or with options. */
export const routingSchema = z
  .union([z.enum(policies), written], { error: `expected ${named}, or {policy: …} with options` })
  .transform((routing, context): RoutingSettings => {
    if (typeof routing === "string") return routingOf(routing).compile({});
    const { policy, ...given } = routing;
    for (const [option, value] of Object.entries(given)) {
      const owners = policiesWith(option);
      if (value === undefined || owners.includes(policy)) continue;
      context.addIssue({
        code: "custom",
        path: [option],
        message: `is an option of ${owners.join(" and ")}, not of ${policy}`,
      });
    }
    return routingOf(policy).compile(given);
  })
  .describe(
    `Which replica gets a request: ${policies[0]} (default), ${policies.slice(1, -1).join(", ")} or ${policies.at(-1)}.`,
  );
