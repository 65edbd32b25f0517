import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const nearPx = 80;

/** Keeps a scrolled list at its end while new items come, unless the reader has scrolled up. */
export function useStickToEnd<Element extends HTMLElement>(
  marks: readonly unknown[],
): { ref: RefObject<Element>; onScroll: () => void } {
  const ref = useRef<Element>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const list = ref.current;
    if (list && atEnd.current) list.scrollTop = list.scrollHeight;
  }, marks);
  const onScroll = () => {
    const list = ref.current;
    if (list) atEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < nearPx;
  };
  return { ref, onScroll };
}
