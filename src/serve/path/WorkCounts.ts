/** What the replicas of one router did besides serving requests. */
export class WorkCounts {
  /** Models loaded. */
  modelLoads = 0;
  /** Batches that were run (steps of a language model), and the requests in them, one of n batches counted n times. */
  batches = 0;
  batchedRequests = 0;

  addBatches(batches: number, requestsInEach: number): void {
    this.batches += batches;
    this.batchedRequests += batches * requestsInEach;
  }
}
