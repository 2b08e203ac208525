/** A moment of the simulation as `m:ss`, from one hour on as `h:mm:ss`; parts of a second are cut off. */
export function formatClock(atSeconds: number): string {
  const whole = Math.floor(atSeconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = whole % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}
