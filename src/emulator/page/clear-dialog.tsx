import { Dialog } from './parts/dialog.js';

/** Asks before everything is cleared: nothing brings it back. */
export function ClearDialog({ onClear, onClose }: { onClear: () => void; onClose: () => void }) {
  return (
    <Dialog title="Clear all?" dismiss="Cancel" onClose={onClose}>
      {(close) => (
        <>
          <p>Chats, timeline and counters are emptied, on every page that is open. Customers and faults stay.</p>
          <p class="row">
            <button
              type="button"
              onClick={() => {
                close();
                onClear();
              }}
            >
              Clear
            </button>
          </p>
        </>
      )}
    </Dialog>
  );
}
