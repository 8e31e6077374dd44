"use client";
import { createAuthClient } from "better-auth/react";

/** Talks to `/api/auth` of the origin the page came from. */
export const authClient = createAuthClient();
