/** A binary heap: the entry that comes first is always at hand. */
export interface Heap<T> {
  readonly size: number;
  push(entry: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
  /** Every entry, in no order. */
  entries(): readonly T[];
  clear(): void;
}

export function createHeap<T>(comesBefore: (a: T, b: T) => boolean): Heap<T> {
  let heap: T[] = [];

  function rise(from: number): void {
    const entry = heap[from] as T;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!comesBefore(entry, heap[parent] as T)) break;
      heap[place] = heap[parent] as T;
      place = parent;
    }
    heap[place] = entry;
  }

  function sink(entry: T): void {
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && comesBefore(heap[child + 1] as T, heap[child] as T)) child += 1;
      if (!comesBefore(heap[child] as T, entry)) break;
      heap[place] = heap[child] as T;
      place = child;
    }
    heap[place] = entry;
  }

  return {
    get size() {
      return heap.length;
    },
    push(entry) {
      heap.push(entry);
      rise(heap.length - 1);
    },
    peek: () => heap[0],
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
    entries: () => heap,
    clear() {
      heap = [];
    },
  };
}
