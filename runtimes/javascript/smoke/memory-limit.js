const pieces = [];
for (;;) pieces.push(Buffer.alloc(1 << 20, 1));
