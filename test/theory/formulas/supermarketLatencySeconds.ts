/**
 * Mean latency when each request joins the shorter of `choices` random queues out of infinitely many, from the fixed point
 * s(k) = load ^ ((choices^k − 1) / (choices − 1)), the share of queues with k requests or more (Mitzenmacher, The Power of Two
 * Choices in Randomized Load Balancing, 1996). With processor sharing the same holds for any service time (Bramson, Lu and
 * Prabhakar, Asymptotic independence of queues under randomized load balancing, 2012).
 */
export function supermarketLatencySeconds(load: number, choices: number): number {
  let [inQueue, exponent] = [0, 1];
  for (let k = 1; k < 200; k++) {
    inQueue += load ** exponent;
    exponent = exponent * choices + 1;
  }
  return inQueue / load;
}
