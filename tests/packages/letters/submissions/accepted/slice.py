print(input()[::2])
