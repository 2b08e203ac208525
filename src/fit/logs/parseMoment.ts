const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A moment of the calendar: seconds since 1970, and whether the text says in which time zone it is. */
export interface Moment {
  readonly seconds: number;
  readonly hasZone: boolean;
}

/**
 * Reads 2025-01-31T12:00:00.25Z, the same with a blank for T, a comma for the dot, another zone or none (then it is taken for UTC).
 * `null` for anything else.
 */
export function parseMoment(text: string): Moment | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", hours = "0", minutes = "0", seconds = "0", fraction = "", zone] =
    match;
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days === null || Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 60) return null;
  const whole = days * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return {
    seconds: whole - zoneSeconds(zone) + (fraction === "" ? 0 : Number(`0.${fraction}`)),
    hasZone: zone !== undefined,
  };
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "UTC") return 0;
  const minutes = zone.replace(":", "").slice(3);
  return (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(minutes || "0") * 60);
}

/** By the Gregorian calendar. */
function daysSince1970(year: number, month: number, day: number): number | null {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const inMonth = month === 2 && isLeap ? 29 : monthDays[month - 1];
  if (inMonth === undefined || day < 1 || day > inMonth) return null;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let days = before * 365 + leapDays + (day - 1);
  for (let each = 1; each < month; each += 1) days += monthDays[each - 1]!;
  if (month > 2 && isLeap) days += 1;
  // 1 January 1970 is 719,162 days after 1 January of the year 1.
  return days - 719_162;
}
