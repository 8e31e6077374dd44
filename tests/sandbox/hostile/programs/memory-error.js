const everything = "x".repeat(2 ** 29 - 24);
console.log((everything + everything).length);
