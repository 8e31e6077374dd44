"use client";
import Link, { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";

/**
 * A link inside the app. Every page is made for the one who asks, so fetching what might be visited next would cost
 * the server much and save the visitor little: nothing is prefetched, a bar at the top shows that a page is on its way.
 */
export function AppLink({ children, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link prefetch={false} {...rest}>
      {children}
      <PendingBar />
    </Link>
  );
}

function PendingBar() {
  const { pending } = useLinkStatus();
  return pending ? <span aria-hidden="true" className="pending-bar" /> : null;
}
