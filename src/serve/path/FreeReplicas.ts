import { grownIntegers } from "../../engine/grownColumn.ts";
import { nothing } from "./RequestTable.ts";

/** The replicas of a deployment that have a free slot, in no order. All routers of the deployment share one. */
export class FreeReplicas {
  /** The first `count` are its members. */
  members = new Int32Array(8);
  count = 0;

  /** Returns the place of the replica. */
  add(replica: number): number {
    if (this.count === this.members.length) this.members = grownIntegers(this.members, 2 * this.count);
    this.members[this.count] = replica;
    return this.count++;
  }

  /** Takes the replica at a place away; returns the one that moved there, or `nothing`. */
  removeAt(place: number): number {
    const last = this.members[--this.count] as number;
    if (place === this.count) return nothing;
    this.members[place] = last;
    return last;
  }
}
