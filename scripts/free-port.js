import { once } from 'node:events';
import { createServer } from 'node:net';

/** The first of these ports that is free on this machine, or else any; nothing where there is none. */
export async function freePort(...wanted) {
  for (const port of [...wanted, 0]) {
    const server = createServer().listen(port, '127.0.0.1');
    const listens = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!listens) continue;
    const { port: found } = server.address();
    server.close();
    await once(server, 'close');
    return found;
  }
  return undefined;
}
