import type { Scenario } from "../../simulation/Scenario.ts";
import type { Shortage } from "../Feasibility.ts";
import type { Conditions } from "../rehearsal/Conditions.ts";
import type { Attempt } from "./Attempt.ts";

/** What those who look for repairs know. */
export interface RepairContext {
  readonly scenario: Scenario;
  readonly shortage: Shortage;
  /** Under which the scenario does not finish, and what is changed has to. */
  readonly conditions: Conditions;
  readonly attempt: Attempt;
}
