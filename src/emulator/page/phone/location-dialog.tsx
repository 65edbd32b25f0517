import { Field } from '../parts/field.js';
import { FormDialog, textOf } from '../parts/form-dialog.js';
import type { ToolDialogProps } from './tool-dialog-props.js';

/** Shares a place. */
export function LocationDialog({ customer, act, onClose }: ToolDialogProps) {
  return (
    <FormDialog
      title="Share a location"
      submit="Send"
      onClose={onClose}
      onSubmit={(fields) => {
        const name = textOf(fields, 'name').trim();
        void act({
          do: 'location',
          customer,
          latitude: Number(textOf(fields, 'latitude')),
          longitude: Number(textOf(fields, 'longitude')),
          ...(name && { name }),
        });
      }}
    >
      <Field
        label="Latitude"
        name="latitude"
        type="number"
        min={-90}
        max={90}
        step="any"
        required
        defaultValue="45.4642"
      />
      <Field
        label="Longitude"
        name="longitude"
        type="number"
        min={-180}
        max={180}
        step="any"
        required
        defaultValue="9.19"
      />
      <Field label="Name of the place" name="name" maxLength={200} defaultValue="Duomo di Milano" />
    </FormDialog>
  );
}
