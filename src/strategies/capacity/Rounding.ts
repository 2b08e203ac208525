/** How a capacity percentage becomes whole replicas: Anyscale documents `up`; Ray's `target_capacity` is `half-up`. */
export type Rounding = "up" | "half-up";
