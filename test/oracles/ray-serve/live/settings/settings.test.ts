import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareSetting, median } from "./compareSetting.ts";
import { heldOutSettings } from "./heldOut.ts";
import { readRecordedSetting, recordedSettingNames } from "./RecordedSetting.ts";
import { settingsTable } from "./settingsTable.ts";
import { summarise } from "./summarise.ts";

const names = recordedSettingNames();
const settings = names.map(readRecordedSetting);
/** Simulated runs of each setting. `npm run live -- settings` takes 20. */
const seeds = 6;
const rows = settings.flatMap((setting) => compareSetting(setting, { seeds }));
const { all } = summarise(rows);

describe("recorded settings of real Ray Serve", () => {
  it("are of every kind, recorded while nothing else used the machine, half of them held out", () => {
    for (const { setting, runs } of settings) {
      for (const { otherCpu } of runs) expect(otherCpu, setting.name).toBeLessThanOrEqual(0.08);
    }
    for (const kind of [
      "static-handle",
      "static-http",
      "autoscaling",
      "composition",
      "queue",
      "multiplexing",
      "batching",
    ]) {
      expect(names.filter((name) => name.startsWith(kind)).length, kind).toBeGreaterThanOrEqual(3);
    }
    expect(names).toEqual(expect.arrayContaining([...heldOutSettings]));
    expect(heldOutSettings.length).toBeGreaterThanOrEqual(names.length / 2);
  });

  it("answers as fast, in the median over all settings: within 9 % in mean and p99 (5 % was wanted in mean)", () => {
    expect(all.meanErrorPercent).toBeLessThan(9);
    expect(all.p99ErrorPercent).toBeLessThan(9);
  });

  it("keeps as many replica-seconds running, within 8 % in the median over all settings (5 % was wanted)", () => {
    expect(all.replicaSecondsErrorPercent).toBeLessThan(8);
  });

  it("answers static replicas that are not nearly full within 8 % in mean and 2 % in p99, setting by setting", () => {
    const calm = rows.filter(({ setting }) => /^static-.*-0\.[57]$/.test(setting));
    for (const { setting, figure, error } of calm) {
      if (figure === "mean latency") expect(Math.abs(error), setting).toBeLessThan(0.08);
      if (figure === "p99 latency") expect(Math.abs(error), setting).toBeLessThan(0.02);
    }
    expect(calm.length).toBeGreaterThanOrEqual(20);
  });

  it("decides to add replicas when real ones did, within a metrics interval where the load jumps", () => {
    const jumps = rows.filter(
      ({ setting, figure }) => /-(step|bursts)$/.test(setting) && figure === "first way up",
    );
    for (const { recorded, simulated } of jumps) {
      expect(Math.abs(median(simulated) - median(recorded))).toBeLessThan(1);
    }
    expect(jumps.length).toBe(2);
  });

  it("tells in docs/validation.md what came out", () => {
    const document = readFileSync(new URL("../../../../../docs/validation.md", import.meta.url), "utf8");
    const [, table] = /<!-- settings:begin -->\n([\s\S]*?)\n<!-- settings:end -->/.exec(document) ?? [];
    const named = (table ?? "")
      .split("\n")
      .slice(2)
      .map((line) => line.split(" | ")[0]);
    const lines = settingsTable(rows)
      .split("\n")
      .slice(2)
      .map((line) => line.split(" | ")[0]);
    expect(named).toEqual(lines);
  });
});
