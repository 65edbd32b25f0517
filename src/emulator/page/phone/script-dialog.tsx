import { Field } from '../parts/field.js';
import { FormDialog, textOf } from '../parts/form-dialog.js';
import type { ToolDialogProps } from './tool-dialog-props.js';

const example = 'Hello\nI ordered yesterday\nand nothing came\nCan you help?';

/** Types a burst: one message a line. */
export function ScriptDialog({ customer, act, onClose }: ToolDialogProps) {
  return (
    <FormDialog
      title="Send a script"
      submit="Send"
      onClose={onClose}
      onSubmit={(fields) => {
        const lines = textOf(fields, 'script').split(/\r?\n/);
        const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
        if (texts.length > 0) void act({ do: 'burst', customer, texts, gapMs: Number(textOf(fields, 'gapMs')) });
      }}
    >
      <label class="field">
        <span>Messages, one a line</span>
        <textarea name="script" rows={6} required defaultValue={example} />
      </label>
      <Field
        label="Gap between them, in ms"
        name="gapMs"
        type="number"
        min={0}
        max={60_000}
        required
        defaultValue="300"
      />
    </FormDialog>
  );
}
