// What every input of the kit takes. `name` is the field's path as the core names it in an
// error ("name", "lines.2.days"), so that focus can go to the field that was refused.
export interface FieldProps {
  label: string;
  name?: string;
  hint?: string;
  error?: string | null | undefined;
  isRequired?: boolean;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
}

/** Puts the cursor into the field that was refused, or into the first invalid one. */
export function focusField(within: ParentNode | null | undefined, name?: string | null): boolean {
  if (!within) return false;
  const wanted = name ? `[data-field="${CSS.escape(name)}"]` : '[aria-invalid="true"]';
  const found = within.querySelector<HTMLElement>(wanted);
  const inner = found?.matches("input, select, textarea, button")
    ? found
    : found?.querySelector<HTMLElement>("input:checked, input, select, textarea, button");
  inner?.focus();
  return Boolean(inner);
}
