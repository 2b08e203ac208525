/** How often Ray Serve's controller looks at everything (ray 2.60.0, `CONTROL_LOOP_INTERVAL_S`), in seconds. */
export const controlLoopSeconds = 0.1;
