import { AppLink } from "../ui/app-link.tsx";

/** Ids begin with the time; what tells two of them apart at a glance is their end. */
const SHOWN_CHARS = 8;

export function SubmissionLink({ id }: { id: string }) {
  return (
    <AppLink
      href={`/submissions/${id}`}
      title={id}
      className="font-mono whitespace-nowrap text-accent underline underline-offset-2"
    >
      …{id.slice(-SHOWN_CHARS)}
    </AppLink>
  );
}
