// Compiles without a word, and leaves nothing.
