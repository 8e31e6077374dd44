print(input()[::2].lower())
