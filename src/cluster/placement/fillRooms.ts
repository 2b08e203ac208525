import type { ReplicaNeed } from "../MilliResources.ts";
import { fits } from "./fits.ts";
import { type NodeRoom, takeRoom } from "./NodeRoom.ts";

/** Puts needs into the first room that they fit in, and asks for another one where they fit in none. */
export function fillRooms(
  needs: readonly ReplicaNeed[],
  rooms: readonly NodeRoom[],
  addRoom: (need: ReplicaNeed) => NodeRoom | null,
): void {
  const all = [...rooms];
  let before: ReplicaNeed | null = null;
  let from = 0;
  for (const need of needs) {
    // Rooms that had no more for the one before have none for another like it.
    if (need !== before) from = 0;
    before = need;
    while (from < all.length && !fits(need, all[from] as NodeRoom)) from++;
    let room = all[from] ?? null;
    if (room === null) {
      room = addRoom(need);
      if (room === null) continue;
      all.push(room);
    }
    takeRoom(room, need);
  }
}
