const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Such as `10:32`. */
export const clock = (at: number): string => minutes.format(at);

/** Such as `10:32:05`. */
export const clockSeconds = (at: number): string => seconds.format(at);

/** Such as `812 ms` or `2.4 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
