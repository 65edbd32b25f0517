#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { doctorCommand } from './doctor-command.js';
import { processDoctorHost } from './doctor-command-host.js';
import { emulatorCommand } from './emulator-command.js';
import { inboxCommand } from './inbox-command.js';
import { openInbox } from './inbox-command-stores.js';
import { pageFolder } from './page-folder.js';
import { processOutput } from './print.js';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };

const program = new Command('tidemark')
  .version(version)
  .description('WhatsApp bots on Kaleyra: tools for their development.')
  .configureHelp({ showGlobalOptions: true })
  .addCommand(emulatorCommand(pageFolder(import.meta.dirname), processOutput))
  .addCommand(doctorCommand(processDoctorHost))
  .addCommand(inboxCommand(openInbox, processOutput));

// As gh and docker do: asked for nothing, it tells what there is, and that is no failure.
if (process.argv.length <= 2) program.help();
await program.parseAsync();
// What is left, such as a connection of the page's, must not keep the process.
process.exit();
