import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

type Props = {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Whether it is the whole page, and its title the page's. */
  wholePage?: boolean;
};

function State({ icon, title, children, actions, wholePage = false }: Props & { icon: IconName }) {
  const Heading = wholePage ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 rounded-full bg-quiet-soft p-3 text-muted">
        <Icon name={icon} className="size-5" />
      </span>
      <Heading className="font-semibold">{title}</Heading>
      {children ? <div className="mt-1 max-w-prose text-muted">{children}</div> : null}
      {actions ? <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

/** Nothing here yet: says what would be here and what to do next. */
export function EmptyState(props: Props) {
  return <State icon="inbox" {...props} />;
}

/** Something went wrong: says what, and what to do. */
export function ErrorState(props: Props) {
  return (
    <div role="alert">
      <State icon="gear" {...props} />
    </div>
  );
}
