/** Erlang C: the probability that a request to an M/M/c queue has to wait; `offered` is λ × the mean service time. */
export function erlangDelayProbability(offered: number, servers: number): number {
  let blocking = 1;
  for (let i = 1; i <= servers; i++) blocking = (offered * blocking) / (i + offered * blocking);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}
