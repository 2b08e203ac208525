/** How much there is of a custom resource; none of one that is not named. */
export function amountOf(custom: Readonly<Record<string, number>> | undefined, name: string): number {
  // A name may be one that every object has, such as "constructor".
  return custom !== undefined && Object.hasOwn(custom, name) ? (custom[name] ?? 0) : 0;
}
