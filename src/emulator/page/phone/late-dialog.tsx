import { Field } from '../parts/field.js';
import { FormDialog, textOf } from '../parts/form-dialog.js';
import type { ToolDialogProps } from './tool-dialog-props.js';

/** Sends a message that was written earlier and comes only now. */
export function LateDialog({ customer, act, onClose }: ToolDialogProps) {
  return (
    <FormDialog
      title="Send late"
      submit="Send"
      onClose={onClose}
      onSubmit={(fields) => {
        const text = textOf(fields, 'text').trim();
        if (text) void act({ do: 'say', customer, text, secondsAgo: Number(textOf(fields, 'secondsAgo')) });
      }}
    >
      <Field label="Message" name="text" required maxLength={4096} />
      <Field
        label="Written how many seconds ago"
        name="secondsAgo"
        type="number"
        min={1}
        step={1}
        required
        defaultValue="60"
      />
    </FormDialog>
  );
}
