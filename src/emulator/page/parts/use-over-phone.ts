import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const leastPx = 320;

/** Keeps a dialog, which the browser lays over the whole window, at the foot of the phone. */
export function useOverPhone(dialog: RefObject<HTMLDialogElement>, wanted: boolean): void {
  useLayoutEffect(() => {
    const phone = document.querySelector('.phone');
    if (!wanted || !phone) return;
    const place = () => {
      const { left, width, top, bottom } = phone.getBoundingClientRect();
      // On a small screen only a part of the phone may be in the window, and that may be too little.
      const foot = Math.min(bottom, innerHeight);
      const height = Math.max(foot - Math.max(top, 0), Math.min(leastPx, innerHeight));
      const { style } = dialog.current ?? {};
      style?.setProperty('--left', `${left}px`);
      style?.setProperty('--width', `${width}px`);
      style?.setProperty('--bottom', `${Math.min(innerHeight - foot, innerHeight - height)}px`);
      style?.setProperty('--height', `${height}px`);
    };
    place();
    addEventListener('resize', place);
    addEventListener('scroll', place);
    return () => {
      removeEventListener('resize', place);
      removeEventListener('scroll', place);
    };
  }, [dialog, wanted]);
}
