/** The value that a record has itself under a key: names come from users, and every object has a `constructor` and a `toString`. */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
