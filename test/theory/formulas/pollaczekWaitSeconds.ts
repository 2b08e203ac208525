/** Mean wait in an M/G/1 queue whose mean service time is one second (Pollaczek and Khinchine); M/D/1 has variation 0. */
export function pollaczekWaitSeconds(load: number, squaredVariation: number): number {
  return (load * (1 + squaredVariation)) / (2 * (1 - load));
}
