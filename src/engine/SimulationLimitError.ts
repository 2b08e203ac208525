/** A limit of the scenario was met: too many events, requests in the system, or replicas. The message says which. */
export class SimulationLimitError extends Error {
  override readonly name = "SimulationLimitError";
}
