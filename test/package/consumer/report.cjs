const { bots } = require('./bots.cjs');
const { play } = require('./play.cjs');

/** Prints which files were loaded, what they export, and what became of a turn over each adapter. */
exports.report = async (entries, resolve) => {
  const { tidemark: core, 'tidemark/testing': testing, 'tidemark/adapters/node': node } = entries;
  const files = {};
  const names = {};
  const played = {};
  for (const [name, entry] of Object.entries(entries)) {
    files[name] = resolve(name);
    names[name] = Object.keys(entry).sort();
    const bot = bots[name];
    if (bot) played[name] = await play((options) => bot(entry, { core, node, options }), core, testing);
  }
  console.log(JSON.stringify({ files, names, played }));
};
