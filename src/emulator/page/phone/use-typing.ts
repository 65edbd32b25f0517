import { useEffect, useState } from 'preact/hooks';

/** Whether the bot is typing: until a moment, or until that is taken back. */
export function useTyping(until = 0): boolean {
  const [, setEnded] = useState(0);
  useEffect(() => {
    const leftMs = until - Date.now();
    if (leftMs <= 0) return;
    const timer = setTimeout(() => setEnded(until), leftMs);
    return () => clearTimeout(timer);
  }, [until]);
  return until > Date.now();
}
