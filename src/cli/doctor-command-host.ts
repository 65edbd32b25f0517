import { type Ask, createAsk } from './doctor-command-ask.js';
import { type Output, processOutput } from './print.js';

/** What the command needs of its process. */
export interface DoctorHost extends Output {
  readonly env: NodeJS.ProcessEnv;
  readonly nodeVersion: string;
  readonly ask: Ask;
  /** Sets how the process will end. */
  exitCode(code: number): void;
  /** Ends the process. */
  quit(code: number): void;
}

/** The process itself. Questions go to the error stream, so that the output stays what a script reads. */
export const processDoctorHost: DoctorHost = {
  ...processOutput,
  // biome-ignore lint/style/noProcessEnv: a command is configured by its environment; the library is not.
  env: process.env,
  nodeVersion: process.versions.node,
  // The stream is opened by the first question: to touch it is to hold a terminal.
  ask: (question) => askOfProcess()(question),
  exitCode(code) {
    process.exitCode = code;
  },
  quit(code) {
    process.exit(code);
  },
};

let asking: Ask | undefined;

function askOfProcess(): Ask {
  asking ??= createAsk(process.stdin, (question) => void process.stderr.write(question));
  return asking;
}
