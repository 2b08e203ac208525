import { roundTo } from "./roundTo.ts";

/** A number for people: at most so many decimals (default 2), thousands with commas, in every locale the same. */
export function formatNumber(value: number, decimals = 2): string {
  const [whole = "0", fraction] = String(roundTo(Math.abs(value), decimals)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = roundTo(value, decimals) < 0 ? "-" : "";
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}.${fraction}`;
}
