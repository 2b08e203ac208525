/**
 * What happens to a node, in the order of its life. It is `refused` where it cannot be launched at once, and waits from then on;
 * `withdrawn` where it is no longer wanted before it was launched; `idle` each time that its last replica (or proxy) has gone.
 */
export type NodeMoment = "requested" | "refused" | "launched" | "ready" | "idle" | "released" | "withdrawn";
