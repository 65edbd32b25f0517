// Loads the entries named by the arguments with require, and plays a turn with them.
const { report } = require('./report.cjs');

const entries = Object.fromEntries(process.argv.slice(2).map((name) => [name, require(name)]));
report(entries, require.resolve);
