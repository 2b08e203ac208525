import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { renderScheduleCsv } from "../../../src/report/csv/renderScheduleCsv.ts";
import type { Schedule } from "../../../src/report/tables/Schedule.ts";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { renderScheduleTable } from "../../../src/report/text/renderScheduleTable.ts";
import { hostileName } from "../emptyResult.ts";
import { parseCsv } from "../parseCsv.ts";

const schedule: Schedule = {
  strategy: "mine",
  description: `a way of my own ${hostileName}`,
  words: { canary: "pending", primary: `active ${hostileName}` },
  steps: [
    {
      index: 0,
      name: "before",
      new: { capacityPercent: 0, trafficPercent: 0 },
      old: { capacityPercent: 100, trafficPercent: 100 },
    },
    {
      index: 1,
      name: `half ${hostileName}, in a step whose name is longer than any terminal that there is is wide`,
      new: { capacityPercent: 50, trafficPercent: 12.345 },
      old: { capacityPercent: 75, trafficPercent: 87.655 },
    },
  ],
};

describe("a schedule as a table", () => {
  it("never writes a line wider than the terminal, from 40 to 200 columns, and always the split", () => {
    for (const shown of [schedule, { ...schedule, steps: [] }]) {
      for (let widthColumns = 40; widthColumns <= 200; widthColumns++) {
        const text = renderScheduleTable(shown, { widthColumns, color: true });
        for (const line of text.split("\n"))
          expect(displayWidth(line), `${widthColumns}: ${line}`).toBeLessThanOrEqual(widthColumns);
        if (shown.steps.length > 0) expect(text).toContain("50/12.345");
      }
    }
  });

  it("is headed by its strategy; below it the steps, the peak, and a note where it stops short", () => {
    const step = (index: number, name: string, newPercent: number, oldPercent: number) => ({
      index,
      name,
      new: { capacityPercent: newPercent, trafficPercent: newPercent },
      old: { capacityPercent: oldPercent, trafficPercent: 100 - newPercent },
    });
    const halves = {
      strategy: "halves",
      description: "two halves",
      words: { canary: "pending", primary: "active" },
      steps: [step(0, "before", 0, 100), step(1, "half", 50, 100), step(2, "more", 75, 75)],
    };
    const { bold } = createColors(true);
    const text = renderScheduleTable(halves, { widthColumns: 80, color: true });
    for (const heading of ["By two halves", "Peak", "Notes"]) expect(text).toContain(bold(heading));
    expect(renderScheduleTable(halves, { widthColumns: 80, color: false }).split("\n")).toEqual([
      "By two halves",
      "",
      "              pending      active   both",
      "#  step    cap/traf %  cap/traf %  cap %",
      "0  before         0/0     100/100    100",
      "1  half         50/50      100/50    150",
      "2  more         75/75       75/25    150",
      "",
      "Peak",
      "Both versions: 150 % capacity, first in step 1.",
      "",
      "Notes",
      "It goes no further than this: the new version never has all traffic.",
      "",
    ]);
    const empty = renderScheduleTable({ ...halves, steps: [] }, { widthColumns: 80, color: false });
    expect(empty).toContain("\nBoth versions: 0 % capacity.\n");
  });

  it("shows the peak, and says where it stops short of its end", () => {
    const text = renderScheduleTable(schedule, { widthColumns: 80, color: false });
    expect(text).toContain("Both versions: 125 % capacity, first in step 1.");
    expect(text).toContain("It goes no further than this");
    expect(text).not.toContain(String.fromCharCode(27));
    const [first, last] = schedule.steps;
    const whole = {
      ...schedule,
      steps: [first!, last!, { ...last!, new: { ...last!.new, trafficPercent: 100 } }],
    };
    expect(renderScheduleTable(whole, { widthColumns: 80, color: false })).not.toContain("no further");
  });
});

describe("a schedule as CSV", () => {
  it("has a row for every step", () => {
    const [header, ...rows] = parseCsv(renderScheduleCsv(schedule));
    expect(header).toEqual([
      ...["step", "name", "new_capacity_percent", "new_traffic_percent"],
      ...["old_capacity_percent", "old_traffic_percent"],
    ]);
    expect(rows.map((row) => row[0])).toEqual(["0", "1"]);
    expect(rows[0]?.[1]).toBe("before");
    expect(rows.map((row) => row.slice(2))).toEqual([
      ["0", "0", "100", "100"],
      ["50", "12.345", "75", "87.655"],
    ]);
  });
});
