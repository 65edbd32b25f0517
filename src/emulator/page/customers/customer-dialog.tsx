import type { Customer } from '../../protocol.js';
import { Field } from '../parts/field.js';
import { FormDialog, textOf } from '../parts/form-dialog.js';

interface CustomerDialogProps {
  /** The one to rename; without one, a customer is added. */
  customer?: Customer | undefined;
  onSave: (fields: { name: string; number?: string }) => void;
  onClose: () => void;
}

/** Adds a customer, or renames one. */
export function CustomerDialog({ customer, onSave, onClose }: CustomerDialogProps) {
  return (
    <FormDialog
      title={customer ? `Rename ${customer.name}` : 'Add a customer'}
      submit="Save"
      onClose={onClose}
      onSubmit={(fields) => {
        const number = customer?.number ?? textOf(fields, 'number').replace(/\D/g, '');
        onSave({ name: textOf(fields, 'name'), ...(number && { number }) });
      }}
    >
      <Field label="Name" name="name" required maxLength={100} defaultValue={customer?.name ?? ''} />
      {!customer && (
        <Field
          label="Number (made up if left empty)"
          name="number"
          inputMode="tel"
          pattern="\+?[\d ]{6,20}"
          placeholder="+39 333 000 0000"
        />
      )}
    </FormDialog>
  );
}
