import { describe, expect, it } from "vitest";
import { EventLoop } from "../../../src/engine/EventLoop.ts";
import { SentRequests } from "../../../src/serve/routing/SentRequests.ts";
import { SideQuestions } from "../../../src/serve/routing/SideQuestions.ts";

describe("SideQuestions", () => {
  it("are answered in the order of asking, each in its time, however many there are", () => {
    const loop = new EventLoop({ maxEvents: 10_000 });
    const answers: (readonly [number, number])[] = [];
    const questions = new SideQuestions((replica) => answers.push([replica, loop.nowSeconds]));
    const runUntil = (seconds: number) => {
      for (let next = questions.nextSeconds; next <= seconds; next = questions.nextSeconds) {
        loop.runUntil(next);
        questions.deliver(next);
      }
      loop.runUntil(seconds);
    };
    const asked: (readonly [number, number])[] = [];
    let next = 0;
    for (let round = 0; round < 30; round++) {
      for (let i = 0; i < round; i++) {
        const due = loop.nowSeconds + 0.5 + i / 1000;
        questions.ask(next, due);
        asked.push([next++, due]);
      }
      runUntil(0.1 * (round + 1));
    }
    runUntil(10);
    const sorted = [...asked].sort((a, b) => a[1] - b[1]);
    expect(answers.map(([replica]) => replica)).toEqual(sorted.map(([replica]) => replica));
    for (const [place, [, at]] of answers.entries())
      expect(at).toBeGreaterThanOrEqual(sorted[place]?.[1] ?? 0);
    expect(answers.length).toBe(435);
  });

  it("can be handed over early only when they are due, and not after the end", () => {
    const answers: number[] = [];
    const questions = new SideQuestions((replica) => answers.push(replica));
    questions.ask(1, 1);
    questions.deliver(0.5);
    expect(answers).toEqual([]);
    expect(questions.nextSeconds).toBe(1);
    questions.ask(2, 2);
    questions.stop();
    expect(questions.nextSeconds).toBe(Number.POSITIVE_INFINITY);
    questions.deliver(5);
    expect(answers).toEqual([]);
  });
});

describe("SentRequests", () => {
  it("keep what goes out in a turn, and bring refusals back in their order", () => {
    const loop = new EventLoop({ maxEvents: 10_000 });
    const back: { request: number; order: number; replica: number; ongoing: number; at: number }[] = [];
    const sent = new SentRequests({
      loop,
      rank: 1,
      onRefused: (request, order, replica, ongoing) =>
        back.push({ request, order, replica, ongoing, at: loop.nowSeconds }),
    });
    for (let i = 0; i < 200; i++) sent.add(i, 2 * i);
    expect([sent.count, sent.requestAt(150), sent.replicaAt(150)]).toEqual([200, 150, 300]);
    sent.clear();
    expect(sent.count).toBe(0);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 60; i++) {
        sent.refuse(i, 1000 + i, i % 7, i % 5, loop.nowSeconds + (i + 1) / 50);
      }
      // Some are back, some are still on their way, when the ring grows.
      loop.runUntil(loop.nowSeconds + (round === 1 ? 2 : 1.2));
    }
    loop.runUntil(20);
    expect(back.length).toBe(240);
    expect(back[61]).toMatchObject({ request: 1, order: 1001, replica: 1, ongoing: 1 });
    expect(back.map(({ at }) => at)).toEqual(back.map(({ at }) => at).sort((a, b) => a - b));
  });
});
