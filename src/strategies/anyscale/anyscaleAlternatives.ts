import type { StrategyAlternative } from "../StrategyAlternative.ts";
import type { RolloutSettings } from "./RolloutSettings.ts";

/** Every smaller surge, and the same one by hand (anyscale-update-a-service.txt: with `canary_percent` no timeout runs). */
export function anyscaleAlternatives(
  settings: RolloutSettings,
): readonly StrategyAlternative<RolloutSettings>[] {
  const surges = Array.from({ length: settings.maxSurgePercent - 1 }, (_, index) => index + 1);
  return [
    ...surges.map((percent) => ({
      kind: "surge" as const,
      amount: percent,
      options: { ...settings, maxSurgePercent: percent },
      settings: [`anyscale service deploy --config-file service.yaml --max-surge-percent=${percent}`],
    })),
    ...(settings.canaryPercent === null ? [byHand(settings)] : []),
  ];
}

function byHand(settings: RolloutSettings): StrategyAlternative<RolloutSettings> {
  const { maxSurgePercent } = settings;
  const percents = handPercents(maxSurgePercent);
  return {
    kind: "manual",
    amount: maxSurgePercent,
    options: { ...settings, canaryPercent: 100 },
    settings: percents.map(
      (percent) =>
        `anyscale service deploy --config-file service.yaml --canary-percent=${percent} --max-surge-percent=${maxSurgePercent}`,
    ),
  };
}

/** Stops that go about as far as the surge does at once, and not more than five. */
function handPercents(maxSurgePercent: number): readonly number[] {
  const strides = Math.min(5, Math.ceil(100 / maxSurgePercent));
  return Array.from({ length: strides }, (_, index) => Math.round((100 * (index + 1)) / strides));
}
