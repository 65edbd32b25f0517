/** Tells on the error stream what is being measured, so that the table stays clean. */
export function tell(what: string): void {
  process.stderr.write(`  ${what}\n`);
}
