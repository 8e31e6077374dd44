import resource

resource.setrlimit(resource.RLIMIT_AS, (64 << 20, 64 << 20))
everything = bytearray(1 << 30)
print("OK")
