/** The language used last, so that the server's first byte has it selected. */
export const LANGUAGE_COOKIE = "language";
