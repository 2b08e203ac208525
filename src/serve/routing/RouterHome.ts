/** Where a router runs: that of a proxy, on the proxy's node. −1: unknown, or where no replica runs (the head node). */
export interface RouterHome {
  readonly node: number;
  readonly zone: number;
}
