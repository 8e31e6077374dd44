import { type ComponentProps, useId } from "react";

export const CONTROL =
  "rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted disabled:opacity-60";

type Props = ComponentProps<"input"> & { label: string; hint?: string };

export function Field({ label, hint, ...input }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className={`${CONTROL} h-10 w-full text-base sm:text-[0.9375rem]`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...input}
      />
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
