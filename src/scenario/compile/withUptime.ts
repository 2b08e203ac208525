import type { TimedCommand } from "../../simulation/Scenario.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { Order } from "./listOrders.ts";
import type { SourcedService } from "./SourcedService.ts";

/**
 * The commands, and the end of a service whose time is up (anyscale-service-api.txt, `max_uptime_timeout_sec`: "unconditionally
 * terminated after specified period", 0 is never). The service is taken to have started at 0 s; a deploy does not begin its
 * time anew.
 */
export function withUptime(
  commands: readonly TimedCommand[],
  {
    first,
    orders,
    horizonSeconds,
  }: {
    readonly first: SourcedService;
    readonly orders: readonly Order[];
    readonly horizonSeconds: number;
  },
  reporter: Reporter,
): readonly TimedCommand[] {
  const deployed = [
    { service: first, fromSeconds: 0 },
    ...orders.flatMap((order) =>
      order.kind === "deploy" ? [{ service: order.service, fromSeconds: order.atSeconds }] : [],
    ),
  ];
  for (const [index, { service, fromSeconds }] of deployed.entries()) {
    const uptimeSeconds = service.config.value.config?.max_uptime_timeout_sec ?? 0;
    const atSeconds = Math.max(uptimeSeconds, fromSeconds);
    const untilSeconds = Math.min(deployed[index + 1]?.fromSeconds ?? horizonSeconds, horizonSeconds);
    if (uptimeSeconds === 0 || atSeconds >= untilSeconds) continue;
    const isEnded = commands.some(
      ({ atSeconds: seconds, command }) => command.kind === "terminate" && seconds <= atSeconds,
    );
    if (isEnded) return commands;
    reporter.note(
      service.config.pathOf("config", "max_uptime_timeout_sec"),
      `the service is terminated at ${atSeconds} s; it is taken to have started at 0 s`,
    );
    const end: TimedCommand = { atSeconds, command: { kind: "terminate" } };
    return [
      ...commands.filter((command) => command.atSeconds <= atSeconds),
      end,
      ...commands.filter((command) => command.atSeconds > atSeconds),
    ];
  }
  return commands;
}
