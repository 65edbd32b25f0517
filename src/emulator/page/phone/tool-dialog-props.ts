import type { Act } from '../live/use-act.js';

/** What every dialog of the tools is given. */
export interface ToolDialogProps {
  customer: string;
  act: Act;
  onClose: () => void;
}
