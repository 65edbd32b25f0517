/** Opens the store in STORE_PATH and says so; ends at SIGTERM, closing it when CLOSE is set. */
import { isStoreError } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';

const { STORE_PATH = '', CLOSE } = process.env;
try {
  const store = await openLevelStore({ path: STORE_PATH });
  console.log('open');
  process.once('SIGTERM', () => {
    void (async () => CLOSE && store.inbox.close())().then(() => process.exit(0));
  });
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(isStoreError(error) ? `${error.code} ${error.message}` : String(error));
  process.exit(1);
}
