/** The command with a page of the test's own, since the real one need not be built. */
import { Command } from 'commander';
import { emulatorCommand } from '../../src/cli/emulator-command.js';
import { processOutput } from '../../src/cli/print.js';

const program = new Command('tidemark').addCommand(emulatorCommand(process.env.PAGE ?? '', processOutput));
await program.parseAsync();
process.exit();
