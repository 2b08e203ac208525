import type { KeyPath } from "../problems/KeyPath.ts";
import type { MessagePlace } from "../problems/Reporter.ts";

/** Takes what Ray Serve refuses, by its place below the application. */
export type LlmReport = (path: KeyPath, message: string, place?: MessagePlace) => void;
