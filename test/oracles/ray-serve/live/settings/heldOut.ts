/**
 * The settings that no default was fitted to: neither the overhead of a hop nor anything else of Rollcast was chosen by what
 * was recorded of them. All other settings may be used for that.
 */
export const heldOutSettings: readonly string[] = [
  "static-handle-0.7",
  "static-http-0.7",
  "static-http-0.9",
  "static-http-2-proxies-0.5",
  "autoscaling-ramp",
  "autoscaling-bursts",
  "composition-kill",
  "composition-update-and-kill",
  "queue-overload",
  "multiplexing-fits",
  "multiplexing-http",
  "batching-large",
  "batching-http",
];
