/** For samples of an option: each of the values, and as often as all of them together the option is left out. */
export function orLeftOut<const Value>(values: readonly Value[]): readonly (Value | undefined)[] {
  return [...values.map(() => undefined), ...values];
}
