/** The order of events that fall on the same instant; within a rank, the order of insertion. */
export const ranks = {
  faults: 10,
  commands: 20,
  nodes: 30,
  replicas: 40,
  /** Requests that finish or time out come before those that arrive. */
  requests: 50,
  arrivals: 60,
  metrics: 70,
  /** The control path looks once everything of the instant has happened. */
  review: 80,
  /** A node is idle only when nothing has been placed on it. */
  idleNodes: 85,
  observation: 90,
} as const;
