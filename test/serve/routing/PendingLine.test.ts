import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PendingLine } from "../../../src/serve/routing/PendingLine.ts";

/** One request of the model: as Ray Serve keeps it in its two queues, both in the order of arrival. */
interface Waiting {
  readonly request: number;
  readonly order: number;
  isOpen: boolean;
  copies: number;
  task: number;
}

/** A waiting line with neighbours, and beside it the plain lists that it must agree with. */
class ModelledLine {
  readonly line = { waitingHead: -1 };
  readonly behind = new Int32Array(300).fill(-1);
  readonly waiting: Waiting[] = [];
  readonly pending = new PendingLine(this.line, this);
  #arrivals = 0;

  join(request: number): void {
    this.waiting.push({ request, order: ++this.#arrivals, isOpen: true, copies: 1, task: -1 });
    this.#link();
    this.pending.join(request);
  }

  leave(place: number): void {
    const [gone] = this.waiting.splice(place, 1);
    if (gone === undefined) return;
    expect(this.pending.leave(gone.request)).toBe(gone.task);
    this.#link();
  }

  send(): void {
    const first = this.waiting.find(({ isOpen }) => isOpen);
    expect(this.pending.firstOpen()).toBe(first?.request ?? -1);
    if (first === undefined) return;
    expect(this.pending.send(first.request)).toBe(first.task);
    first.isOpen = false;
    first.task = -1;
  }

  reopen(place: number): void {
    const sent = this.waiting[place];
    if (sent === undefined || sent.isOpen) return;
    this.pending.reopen(sent.request);
    sent.isOpen = true;
    sent.copies++;
  }

  take(task: number): void {
    let taken: Waiting | undefined;
    for (const each of this.waiting) {
      if (each.copies === 0) continue;
      if (each.isOpen) {
        taken = each;
        break;
      }
      each.copies = 0;
    }
    expect(this.pending.takeFree(task)).toBe(taken?.request ?? -1);
    if (taken === undefined) return;
    taken.copies--;
    taken.task = task;
  }

  check(): void {
    expect(this.pending.openCount).toBe(this.waiting.filter(({ isOpen }) => isOpen).length);
    for (const { request, order, isOpen } of this.waiting) {
      expect(this.pending.isOpen(request, this.pending.orderOf(request))).toBe(isOpen);
      expect(this.pending.orderOf(request)).toBe(order);
      expect(this.pending.isOpen(request, order + 1)).toBe(false);
    }
  }

  #link(): void {
    this.line.waitingHead = this.waiting[0]?.request ?? -1;
    for (const [place, { request }] of this.waiting.entries()) {
      this.behind[request] = this.waiting[place + 1]?.request ?? -1;
    }
  }
}

describe("PendingLine", () => {
  it("serves and is taken in the order of arrival, whatever is sent, refused, taken or leaves", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("join" as const), number: fc.nat({ max: 299 }) }),
      fc.record({
        kind: fc.constantFrom("send" as const, "take" as const, "reopen" as const, "leave" as const),
        number: fc.nat({ max: 20 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const model = new ModelledLine();
        for (const { kind, number } of steps) {
          const place = model.waiting.length === 0 ? 0 : number % model.waiting.length;
          if (kind === "join") {
            if (!model.waiting.some(({ request }) => request === number)) model.join(number);
          } else if (kind === "send") model.send();
          else if (kind === "take") model.take(number);
          else if (kind === "reopen") model.reopen(place);
          else model.leave(place);
          model.check();
        }
      }),
    );
  });

  it("takes over who waits already", () => {
    const behind = new Int32Array([2, -1, 1]);
    const pending = new PendingLine({ waitingHead: 0 }, { behind });
    expect(pending.openCount).toBe(3);
    expect([0, 0, 0, 0].map((task) => pending.takeFree(task))).toEqual([0, 2, 1, -1]);
  });
});
