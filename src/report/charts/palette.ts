/** The colours of Okabe and Ito (2008), which people with any common colour blindness can tell apart, by role. */
export const palette = {
  canary: "#E69F00",
  primary: "#0072B2",
  canaryFaint: "#FBE3B0",
  primaryFaint: "#BFDCEE",
  running: "#009E73",
  starting: "#56B4E9",
  requested: "#D9D9D9",
  draining: "#CC79A7",
  failure: "#D55E00",
  bound: "#000000",
  context: "#B5B5B5",
  text: "#222222",
  faintText: "#555555",
  rule: "#8A8A8A",
  grid: "#E6E6E6",
} as const;
