export type VersionRole = "primary" | "canary";
