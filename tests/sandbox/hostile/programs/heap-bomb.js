const everything = [];
for (;;) everything.push(Buffer.alloc(1 << 20, 1));
