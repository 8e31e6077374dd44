word = input()
while len(word) > 2:
    word = word[:] + "x"
print(word[0])
