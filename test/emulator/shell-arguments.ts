import { execFileSync } from 'node:child_process';

/** What a shell hands to curl. */
export function shellArguments(command: string, env: Record<string, string> = {}): string[] {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`;
  const text = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', ...env } });
  return text.split('\0').slice(0, -1);
}
