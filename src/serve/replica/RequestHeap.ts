import type { RequestTable } from "../path/RequestTable.ts";

/** Requests of one replica by `finishVirtualSeconds`, the smallest first. Every request knows its place. */
export class RequestHeap {
  readonly #requests: RequestTable;
  #heap = new Int32Array(8);
  size = 0;

  constructor(requests: RequestTable) {
    this.#requests = requests;
  }

  /** The one that is done first; only while there is one. */
  first(): number {
    return this.#heap[0] as number;
  }

  add(request: number): void {
    const position = this.size++;
    if (position === this.#heap.length) {
      const grown = new Int32Array(position * 2);
      grown.set(this.#heap);
      this.#heap = grown;
    }
    this.#heap[position] = request;
    this.#siftUp(position);
  }

  removeFirst(): number {
    const request = this.#heap[0] as number;
    this.#removeAt(0);
    return request;
  }

  remove(request: number): void {
    this.#removeAt(this.#requests.position[request] as number);
  }

  #removeAt(position: number): void {
    const size = --this.size;
    if (position === size) return;
    const heap = this.#heap;
    heap[position] = heap[size] as number;
    this.#siftDown(position);
    this.#siftUp(position);
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    const finish = this.#requests.finishVirtualSeconds;
    const places = this.#requests.position;
    const request = heap[start] as number;
    const due = finish[request] as number;
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const other = heap[parent] as number;
      if ((finish[other] as number) <= due) break;
      heap[position] = other;
      places[other] = position;
      position = parent;
    }
    heap[position] = request;
    places[request] = position;
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const size = this.size;
    const finish = this.#requests.finishVirtualSeconds;
    const places = this.#requests.position;
    const request = heap[start] as number;
    const due = finish[request] as number;
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= size) break;
      if (
        child + 1 < size &&
        (finish[heap[child + 1] as number] as number) < (finish[heap[child] as number] as number)
      ) {
        child++;
      }
      const other = heap[child] as number;
      if ((finish[other] as number) >= due) break;
      heap[position] = other;
      places[other] = position;
      position = child;
    }
    heap[position] = request;
    places[request] = position;
  }
}
