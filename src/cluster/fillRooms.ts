import { fits } from "./fits.ts";
import type { ReplicaNeed } from "./MilliResources.ts";
import { type NodeRoom, takeRoom } from "./NodeRoom.ts";

/** Puts needs into the first room that they fit in, and asks for another one where they fit in none. */
export function fillRooms(
  needs: readonly ReplicaNeed[],
  rooms: readonly NodeRoom[],
  addRoom: (need: ReplicaNeed) => NodeRoom | null,
): void {
  const all = [...rooms];
  for (const need of needs) {
    let room = all.find((candidate) => fits(need, candidate)) ?? null;
    if (room === null) {
      room = addRoom(need);
      if (room === null) continue;
      all.push(room);
    }
    takeRoom(room, need);
  }
}
