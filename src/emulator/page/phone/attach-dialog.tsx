import { Field } from '../parts/field.js';
import { FormDialog, textOf } from '../parts/form-dialog.js';
import type { ToolDialogProps } from './tool-dialog-props.js';

const samples = ['image', 'document', 'audio'] as const;

/** Sends a sample file. */
export function AttachDialog({ customer, act, onClose }: ToolDialogProps) {
  return (
    <FormDialog
      title="Attach a sample"
      submit="Send"
      onClose={onClose}
      onSubmit={(fields) => {
        const sample = samples.find((one) => one === textOf(fields, 'sample')) ?? 'image';
        const caption = sample === 'audio' ? '' : textOf(fields, 'caption').trim();
        void act({ do: 'attach', customer, sample, ...(caption && { caption }) });
      }}
    >
      <fieldset>
        <legend>File</legend>
        {samples.map((sample) => (
          <label key={sample} class="option">
            <input type="radio" name="sample" value={sample} defaultChecked={sample === 'image'} /> {sample}
          </label>
        ))}
      </fieldset>
      <Field label="Caption (images and documents)" name="caption" maxLength={1024} />
    </FormDialog>
  );
}
